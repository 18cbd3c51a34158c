import {
  type CancellationToken,
  CodeLens,
  type CodeLensProvider,
  type Command,
  type Disposable,
  type Event,
  EventEmitter,
  l10n,
  Range,
  type TextDocument,
  Uri,
  workspace,
} from 'vscode';
import type { RunState } from '../../daemon/protocol/state.ts';
import { cleanLine } from '../../daemon/words/text.ts';
import { Disposables } from '../disposables.ts';
import type { PlanOutline } from '../languageServer/planOutline.ts';
import { statusIcon } from '../tree/statusIcon.ts';
import { attemptWords, joined, startedWords, statusWords } from '../words.ts';
import { type PlanLens, planLenses } from './planLens.ts';

/** Lenses move the text below them: they are drawn anew at most this often, and only when they say something else. */
const REDRAW_MS = 500;
const MINUTE_MS = 60_000;
/** A lens that is wider than the editor is drawn out of its place; the whole is in its tooltip. */
const LONGEST_SUMMARY = 60;
/** A plain space beside an icon is not drawn. */
const GAP = '\u00a0';

export interface Outlines {
  outline(uri: Uri): Promise<PlanOutline | undefined>;
  readonly onDidChangeOutline: Event<Uri>;
}

interface Runs {
  /** Newest first. */
  runs(): readonly RunState[];
  readonly onDidChange: Event<unknown>;
}

/** Above a plan and its steps: run, cancel, and how the last attempt ended. */
export class PlanLensProvider implements CodeLensProvider, Disposable {
  readonly #outlines: Outlines;
  readonly #runs: Runs;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new EventEmitter<void>());
  /** What each open plan shows. */
  readonly #shown = new Map<string, { document: TextDocument; outline: PlanOutline; words: string }>();
  /** For the words that say how long ago something was. */
  readonly #minutes: NodeJS.Timeout;
  #redraw: NodeJS.Timeout | undefined;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(outlines: Outlines, runs: Runs) {
    this.#outlines = outlines;
    this.#runs = runs;
    for (const subscription of [
      outlines.onDidChangeOutline(() => this.#changed.fire()),
      runs.onDidChange(() => this.#redrawSoon()),
      workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()),
      workspace.onDidCloseTextDocument(({ uri }) => this.#shown.delete(uri.toString())),
    ])
      this.#disposables.add(subscription);
    this.#minutes = setInterval(() => this.#redrawSoon(), MINUTE_MS);
  }

  async provideCodeLenses(document: TextDocument, token: CancellationToken): Promise<CodeLens[]> {
    const outline = await this.#outlines.outline(document.uri);
    if (outline === undefined) this.#shown.delete(document.uri.toString());
    if (outline === undefined || token.isCancellationRequested) return [];
    const lenses = this.#lensesOf(document, outline);
    this.#shown.set(document.uri.toString(), { document, outline, words: wordsOf(lenses) });
    return lenses;
  }

  dispose(): void {
    clearTimeout(this.#redraw);
    clearInterval(this.#minutes);
    this.#disposables.dispose();
  }

  #redrawSoon(): void {
    if (this.#shown.size === 0) return;
    this.#redraw ??= setTimeout(() => {
      this.#redraw = undefined;
      const plans = [...this.#shown.values()];
      const different = ({ document, outline, words }: (typeof plans)[0]) =>
        wordsOf(this.#lensesOf(document, outline)) !== words;
      if (plans.some(different)) this.#changed.fire();
    }, REDRAW_MS);
  }

  #lensesOf(document: TextDocument, outline: PlanOutline): CodeLens[] {
    const file = document.uri.toString();
    const runs = this.#runs
      .runs()
      .filter(({ plan }) => plan.file !== undefined && Uri.file(plan.file).toString() === file);
    const now = Date.now();
    return planLenses(outline, runs, workspace.isTrusted).map(
      lens => new CodeLens(new Range(lens.line, 0, lens.line, 0), commandOf(lens, document.uri, now)),
    );
  }
}

function wordsOf(lenses: readonly CodeLens[]): string {
  return lenses.map(({ command, range }) => `${range.start.line} ${command?.title}`).join('\n');
}

function commandOf(lens: PlanLens, plan: Uri, now: number): Command {
  switch (lens.kind) {
    case 'runPlan':
      return { title: `$(play)${GAP}${l10n.t('Run Plan')}`, command: 'fractale.runPlan', arguments: [plan] };
    case 'resume':
      return {
        title: l10n.t('Resume'),
        tooltip: l10n.t('Go on with the last run where it stopped'),
        command: 'fractale.resumeRun',
        arguments: [{ run: lens.run }],
      };
    case 'retry':
      return {
        title: l10n.t('Retry'),
        tooltip: l10n.t('Run the plan again, asked for as the last time'),
        command: 'fractale.retryRun',
        arguments: [{ run: lens.run }],
      };
    case 'runStep':
      return {
        title: `$(play)${GAP}${l10n.t('Run Step')}`,
        command: 'fractale.runStep',
        arguments: [plan, lens.step],
      };
    case 'active':
      return {
        title: `${iconOf(lens.status)}${GAP}${joined(statusWords(lens.status), l10n.t('Cancel'))}`,
        tooltip: l10n.t('Cancel this run'),
        command: 'fractale.cancelRun',
        arguments: [{ run: lens.run }],
      };
    case 'attempt':
      return {
        title: attemptTitle(lens, now),
        tooltip: attemptWords(lens.attempt),
        command: 'fractale.showAttempt',
        arguments: [lens.name],
      };
  }
}

function attemptTitle({ attempt }: PlanLens & { kind: 'attempt' }, now: number): string {
  const { verdict, finishedAt, number, status } = attempt;
  const which = l10n.t('attempt {0}', number);
  if (verdict === undefined) return `${iconOf(status)}${GAP}${joined(attemptWords(attempt), which)}`;
  const ago = finishedAt === undefined ? undefined : agoWords(finishedAt, now);
  const ended = joined(statusWords(status), ago, which);
  const summary = status === 'succeeded' ? '' : cleanLine(verdict.summary);
  if (summary === '') return `${iconOf(status)}${GAP}${ended}`;
  const cut = summary.length > LONGEST_SUMMARY ? `${summary.slice(0, LONGEST_SUMMARY)}…` : summary;
  // A log may hold what an editor takes for an icon.
  return `${iconOf(status)}${GAP}${ended}: ${cut.replaceAll('$(', '\\$(')}`;
}

function iconOf(status: Parameters<typeof statusIcon>[0]): string {
  return `$(${statusIcon(status).id})`;
}

/** `just now`, `5 min ago`, `3 h ago`, then the date. */
function agoWords(at: number, now: number): string {
  const minutes = Math.floor((now - at) / MINUTE_MS);
  if (minutes < 1) return l10n.t('just now');
  if (minutes < 60) return l10n.t('{0} min ago', minutes);
  return minutes < 24 * 60 ? l10n.t('{0} h ago', Math.floor(minutes / 60)) : startedWords(at, now);
}
