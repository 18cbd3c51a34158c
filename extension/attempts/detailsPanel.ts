import {
  type Disposable,
  EventEmitter,
  type LogOutputChannel,
  l10n,
  ThemeIcon,
  type Uri,
  type WebviewPanel,
} from 'vscode';
import type { AttemptName } from '../../daemon/protocol/requests.ts';
import type { AttemptState } from '../../daemon/protocol/state.ts';
import { type FromDetails, fromDetails, type ToDetails } from '../../webview/messages.ts';
import type { DaemonLink } from '../daemon/daemonLink.ts';
import { Disposables } from '../disposables.ts';
import type { Texts } from '../documents/texts.ts';
import type { RunStore } from '../runs/runStore.ts';
import { statusIcon } from '../tree/statusIcon.ts';
import { attemptView } from './attemptView.ts';
import { ChangeReader } from './changeReader.ts';
import { detailsFolder, detailsHtml } from './detailsHtml.ts';
import { outdatedWords } from './outdatedWords.ts';

/** A person sees no more changes than this, and times go on by seconds. */
const DRAW_MS = 100;
const TICK_MS = 1_000;
/** An attempt that is shown anew waits this long for its texts, so that it comes whole. */
const WHOLE_MS = 300;

interface Needed {
  readonly link: DaemonLink;
  readonly store: RunStore;
  readonly texts: Texts;
  readonly extension: Uri;
  readonly log: LogOutputChannel;
  /** Does what a person asked for in the view. Does not throw. */
  act(name: AttemptName, message: Exclude<FromDetails, { type: 'ready' }>): void;
}

/** The details of one attempt at a time, in one panel of the editor area. */
export class DetailsPanel implements Disposable {
  readonly #needed: Needed;
  readonly #panel: WebviewPanel;
  readonly #disposables = new Disposables();
  readonly #disposed = new EventEmitter<void>();
  readonly #changes: ChangeReader;
  #name: AttemptName;
  #status: AttemptState['status'] | undefined;
  #ready = false;
  #posted = '';
  #wholeUntil = 0;
  #timer: NodeJS.Timeout | undefined;
  #tick: NodeJS.Timeout | undefined;

  readonly onDidDispose = this.#disposed.event;

  constructor(panel: WebviewPanel, name: AttemptName, needed: Needed) {
    this.#needed = needed;
    this.#panel = panel;
    this.#name = name;
    this.#changes = new ChangeReader(needed, () => this.#draw());
    const own = this.#disposables;
    own.add(panel.onDidDispose(() => this.#end()));
    own.add(panel.onDidChangeViewState(() => this.#draw()));
    own.add(panel.webview.onDidReceiveMessage(message => this.#receive(message)));
    own.add(
      needed.store.onDidChange(changes => {
        if (changes.some(({ run }) => run.id === this.#name.run)) this.#drawSoon();
      }),
    );
    own.add(
      needed.link.onDidChangeHealth(({ kind }) => {
        if (kind === 'connected') this.#changes.readAgain();
        this.#drawSoon();
      }),
    );
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [detailsFolder(needed.extension)],
    };
    panel.webview.html = detailsHtml(panel.webview, needed.extension, this.#title());
    this.#draw();
  }

  get name(): AttemptName {
    return this.#name;
  }

  get panel(): WebviewPanel {
    return this.#panel;
  }

  show(name: AttemptName): void {
    this.#name = name;
    this.#wholeUntil = Date.now() + WHOLE_MS;
    this.#draw();
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #end(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#tick);
    this.#disposables.dispose();
    this.#disposed.fire();
    this.#disposed.dispose();
  }

  #receive(message: unknown): void {
    const said = fromDetails(message);
    if (said === undefined) return;
    if (said.type !== 'ready') {
      this.#needed.act(this.#name, said);
      return;
    }
    // Again after the panel was hidden: the page is made anew then.
    this.#ready = true;
    this.#posted = '';
    this.#wholeUntil = Date.now() + WHOLE_MS;
    this.#draw();
  }

  #drawSoon(): void {
    if (this.#disposables.disposed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#draw();
    }, DRAW_MS);
  }

  #draw(): void {
    if (this.#disposables.disposed) return;
    const found = this.#needed.store.attempt(this.#name);
    const title = this.#title();
    if (this.#panel.title !== title) this.#panel.title = title;
    this.#setIcon(found?.attempt.status);
    clearTimeout(this.#tick);
    if (!this.#panel.visible) {
      this.#ready = false;
      return;
    }
    const reading = found !== undefined && this.#changes.read(found.step, found.attempt);
    const later = reading && Date.now() < this.#wholeUntil;
    const goesOn = found !== undefined && found.attempt.finishedAt === undefined;
    if (later || goesOn) this.#tick = setTimeout(() => this.#draw(), later ? WHOLE_MS : TICK_MS);
    if (this.#ready && !later) this.#post(this.#message());
  }

  #setIcon(status: AttemptState['status'] | undefined): void {
    if (status === this.#status && this.#panel.iconPath !== undefined) return;
    this.#status = status;
    // A tab's icon does not turn.
    this.#panel.iconPath =
      status === 'running' ? new ThemeIcon('play-circle') : statusIcon(status ?? 'pending');
  }

  #message(): ToDetails {
    const { store, link } = this.#needed;
    const found = store.attempt(this.#name);
    const notice = outdatedWords(link.health);
    if (found === undefined) {
      const words = store.loaded
        ? l10n.t(
            'There is no attempt {0} of step {1} in run {2}.',
            this.#name.attempt,
            this.#name.step,
            this.#name.run,
          )
        : (notice ?? l10n.t('Waiting for the daemon.'));
      return { type: 'show', name: this.#name, view: { is: 'nothing', words } };
    }
    const { run, step, attempt } = found;
    const change = this.#changes.known(step, attempt);
    const view = attemptView({ run, step, attempt, change, notice, now: Date.now() });
    return { type: 'show', name: this.#name, view };
  }

  #post(message: ToDetails): void {
    const text = JSON.stringify(message);
    if (text === this.#posted) return;
    this.#posted = text;
    void this.#panel.webview.postMessage(message);
  }

  #title(): string {
    return l10n.t('{0} · attempt {1}', this.#name.step, this.#name.attempt);
  }
}
