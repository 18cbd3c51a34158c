import {
  commands,
  type Disposable,
  l10n,
  type Memento,
  Range,
  StatusBarAlignment,
  type StatusBarItem,
  type TextEditor,
  type TextEditorVisibleRangesChangeEvent,
  window,
} from 'vscode';
import { Disposables } from '../disposables.ts';
import { EndFollowing } from './endFollowing.ts';
import type { LogDocument } from './logDocument.ts';
import type { LogChange, LogDocuments } from './logDocuments.ts';

/** Kept for the next window: the logs that were scrolled up. */
const LEFT = 'fractale.logsLeft';
const MOST_KEPT = 100;
/** `following` or `left` while the active editor shows a log that grows. */
const CONTEXT = 'fractale.logEnd';

/** Keeps the end of growing logs on the screen, until somebody scrolls up. */
export class EndFollower implements Disposable {
  readonly #logs: LogDocuments;
  readonly #state: Memento;
  readonly #followings = new WeakMap<TextEditor, EndFollowing>();
  readonly #disposables = new Disposables();
  readonly #item: StatusBarItem;
  #context: string | undefined;

  constructor(logs: LogDocuments, state: Memento) {
    this.#logs = logs;
    this.#state = state;
    const own = this.#disposables;
    this.#item = own.add(window.createStatusBarItem('fractale.logEnd', StatusBarAlignment.Right, 101));
    this.#item.name = l10n.t('Fractale Log');
    own.add(logs.onDidChange(change => this.#changed(change)));
    own.add(window.onDidChangeTextEditorVisibleRanges(change => this.#scrolled(change)));
    own.add(window.onDidChangeVisibleTextEditors(() => this.#showAll()));
    own.add(window.onDidChangeActiveTextEditor(() => this.#tell()));
    this.#showAll();
  }

  /** Goes to the end of the log in the active editor and stays there. */
  followActive(): void {
    const editor = window.activeTextEditor;
    const log = editor && this.#logs.get(editor.document.uri);
    if (editor === undefined || log === undefined) return;
    this.#following(editor, log)?.follow();
    this.#keep(editor, false);
    this.#reveal(editor);
    this.#tell();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #changed({ log, what }: LogChange): void {
    for (const editor of this.#editors(log)) {
      const isNew = !this.#followings.has(editor);
      const following = this.#following(editor, log);
      if (what === 'shifted') following?.shifted();
      // The last lines may come when the attempt is over already.
      if (following?.following && (isNew || what !== 'attempt')) this.#reveal(editor);
    }
    this.#tell();
  }

  #scrolled({ textEditor: editor, visibleRanges }: TextEditorVisibleRangesChangeEvent): void {
    const [first] = visibleRanges;
    const end = visibleRanges.at(-1);
    const following = this.#followings.get(editor);
    if (first === undefined || end === undefined || following === undefined) return;
    const before = following.following;
    const last = editor.document.lineCount - 1;
    following.scrolled({ top: first.start.line, bottom: end.end.line, last }, performance.now());
    if (following.following === before) return;
    this.#keep(editor, before);
    this.#tell();
  }

  #showAll(): void {
    for (const editor of window.visibleTextEditors) {
      const log = this.#logs.get(editor.document.uri);
      if (log && this.#following(editor, log)?.following) this.#reveal(editor);
    }
    this.#tell();
  }

  #reveal(editor: TextEditor): void {
    const last = editor.document.lineCount - 1;
    this.#followings.get(editor)?.revealing(performance.now());
    editor.revealRange(new Range(last, 0, last, 0));
  }

  /** Undefined for a log that was complete when the editor came to show it: that one stays where it is. */
  #following(editor: TextEditor, log: LogDocument): EndFollowing | undefined {
    const known = this.#followings.get(editor);
    if (known !== undefined || log.attempt === undefined || !log.live) return known;
    const left = this.#state.get<string[]>(LEFT, []).includes(editor.document.uri.toString());
    const following = new EndFollowing(!left, performance.now());
    this.#followings.set(editor, following);
    return following;
  }

  #keep({ document }: TextEditor, left: boolean): void {
    const uri = document.uri.toString();
    const others = this.#state.get<string[]>(LEFT, []).filter(other => other !== uri);
    void this.#state.update(LEFT, left ? [...others, uri].slice(-MOST_KEPT) : others);
  }

  #editors({ uri }: LogDocument): TextEditor[] {
    return window.visibleTextEditors.filter(({ document }) => document.uri.toString() === uri.toString());
  }

  #tell(): void {
    const editor = window.activeTextEditor;
    const log = editor && this.#logs.get(editor.document.uri);
    const shown = editor !== undefined && log?.live && !log.empty;
    const following = shown ? this.#following(editor, log)?.following : undefined;
    const context = following === undefined ? undefined : following ? 'following' : 'left';
    if (context === this.#context) return;
    this.#context = context;
    void commands.executeCommand('setContext', CONTEXT, context);
    if (context === undefined) {
      this.#item.hide();
      return;
    }
    this.#item.text = following
      ? `$(arrow-down) ${l10n.t('Following')}`
      : `$(fold-down) ${l10n.t('Follow the End')}`;
    this.#item.tooltip = following
      ? l10n.t('The log’s end stays in view. Scroll up to stop that.')
      : l10n.t('The log goes on below. Go to its end and stay there.');
    this.#item.command = following ? undefined : 'fractale.followLog';
    this.#item.show();
  }
}
