import {
  type Disposable,
  type LogOutputChannel,
  l10n,
  Range,
  type TextDocument,
  type Uri,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import type { AttemptName } from '../../daemon/protocol/requests.ts';
import type { AttemptState } from '../../daemon/protocol/state.ts';
import { UserError } from '../../daemon/protocol/userError.ts';
import type { DaemonLink } from '../daemon/daemonLink.ts';
import type { RunStore } from '../runs/runStore.ts';
import { BuildOutline, type LogSection } from './buildOutline.ts';
import type { Evidence } from './evidenceLines.ts';
import { findEvidence } from './findEvidence.ts';
import { type LogBounds, LogFeed, type LogSink } from './logFeed.ts';
import { noLogWords } from './noLogWords.ts';

/**
 * Above some 20 million characters or 300,000 lines VS Code switches highlighting off. A batch of 2,000 lines is
 * drawn within about one frame.
 */
const BOUNDS: LogBounds = { lines: 100_000, characters: 16_000_000, first: 4_000, batch: 2_000 };

/** Lines were added; lines at the beginning went away, or all were replaced; what is known of the attempt changed. */
export type LogChangeKind = 'grown' | 'shifted' | 'attempt';

export interface LogNeeds {
  readonly link: DaemonLink;
  readonly store: RunStore;
  readonly log: LogOutputChannel;
}

/** One attempt's log as it stands in the editor. */
export class LogDocument implements LogSink, Disposable {
  readonly uri: Uri;
  readonly name: AttemptName;
  readonly #needs: LogNeeds;
  readonly #feed: LogFeed;
  readonly #outline = new BuildOutline();
  readonly #onChange: (document: LogDocument, what: LogChangeKind) => void;
  #document: TextDocument | undefined;
  /** What stands there in place of lines. */
  #sentence: string | undefined;
  /** The first line shown, and whether one of ours is above it. */
  #first = 1;
  #shown = false;
  #resuming: Promise<void> | undefined;
  #evidence: ReadonlyMap<number, Evidence> | undefined;

  constructor(
    uri: Uri,
    name: AttemptName,
    needs: LogNeeds,
    onChange: (document: LogDocument, what: LogChangeKind) => void,
  ) {
    const { link, log } = needs;
    this.uri = uri;
    this.name = { run: name.run, step: name.step, attempt: name.attempt };
    this.#needs = needs;
    this.#onChange = onChange;
    const source = {
      read: (from: number, limit: number) => link.request('log/read', { ...this.name, from, limit }),
      follow: () => link.request('log/follow', this.name),
      unfollow: () => link.request('log/unfollow', this.name),
    };
    this.#feed = new LogFeed(source, BOUNDS, error => log.debug(`${uri.path}:`, String(error)));
  }

  get attempt(): AttemptState | undefined {
    return this.#needs.store.attempt(this.name)?.attempt;
  }

  /** Whether more lines can come. */
  get live(): boolean {
    return this.attempt?.verdict === undefined;
  }

  /** Whether a sentence stands in place of lines. */
  get empty(): boolean {
    return this.#document === undefined || this.#sentence !== undefined;
  }

  /** Sections that show, with their lines in the document, from 0. */
  sections(): LogSection[] {
    if (this.attempt?.execution?.kind === 'job' || this.#sentence !== undefined) return [];
    const failed = new Set(
      this.attempt?.instructions.filter(({ failed }) => failed).map(({ index }) => index),
    );
    return this.#outline.sections
      .filter(({ end }) => end >= this.#first)
      .map(section => ({
        ...section,
        line: this.#shownAt(Math.max(section.line, this.#first)),
        end: this.#shownAt(section.end),
        failed: section.failed || failed.has(section.instruction ?? 0),
      }));
  }

  /** Lines in the document, from 0, that the verdict is about. */
  get evidence(): ReadonlyMap<number, Evidence> {
    return this.#evidence ?? new Map();
  }

  /** The line of the artifact, from 1, that a section comes from. */
  artifactLine({ instruction, failed }: LogSection): number | undefined {
    if (instruction === undefined) return failed ? this.#outline.dockerfileLine : undefined;
    return this.attempt?.instructions.find(({ index }) => index === instruction)?.line;
  }

  /** The text to begin with; `whole`: all of it at once, so that a view that is brought back finds its place. */
  async open(whole: boolean): Promise<string> {
    try {
      const lines = await this.#feed.begin(whole);
      return lines.length === 0 ? this.#say(this.#noLines()) : this.#text(lines, this.#feed.first);
    } catch (error) {
      this.#needs.log.warn(`${this.uri.path}:`, String(error));
      return this.#say(troubleWords(error));
    }
  }

  attach(document: TextDocument): void {
    this.#document = document;
    this.#feed.attach(this);
  }

  /** Tells whether an editor shows it: what nobody sees is not read. */
  show(shown: boolean): void {
    if (this.#shown === shown) return;
    this.#shown = shown;
    if (shown) void this.#resume();
    else this.#feed.pause();
  }

  connected(): void {
    if (this.#shown) void this.#resume();
  }

  grown(total: number): void {
    this.#feed.grown(total);
  }

  /** The attempt is not what it was. */
  async attemptChanged(): Promise<void> {
    if (this.#feed.lines === 0) await this.#refreshSentence();
    if (!this.live && this.#shown) {
      this.#feed.finish();
      await this.#completed();
    }
    this.#onChange(this, 'attempt');
  }

  /** Resolves when all that is known of the log is in the document. */
  async settled(): Promise<void> {
    await this.#resuming;
    await this.#feed.settled();
    await this.#completed();
  }

  dispose(): void {
    this.#feed.dispose();
  }

  async replace(lines: readonly string[], first: number): Promise<boolean> {
    this.#evidence = undefined;
    const text = lines.length === 0 ? this.#say(this.#noLines()) : this.#text(lines, first);
    return await this.#edit(document => [wholeOf(document), text], 'shifted');
  }

  async append(lines: readonly string[]): Promise<boolean> {
    if (this.#sentence !== undefined) return await this.replace(lines, this.#feed.first);
    for (const line of lines) this.#outline.add(line);
    const text = `${lines.join('\n')}\n`;
    return await this.#edit(
      ({ lineCount }) => [new Range(lineCount - 1, 0, lineCount - 1, 0), text],
      'grown',
    );
  }

  async drop(first: number): Promise<boolean> {
    const end = this.#shownAt(first);
    this.#first = first;
    return await this.#edit(() => [new Range(0, 0, end, 0), this.#overBound()], 'shifted');
  }

  async amend(line: string): Promise<boolean> {
    return await this.#edit(
      ({ lineCount }) => [new Range(Math.max(0, lineCount - 2), 0, lineCount - 1, 0), `${line}\n`],
      'grown',
    );
  }

  async #resume(): Promise<void> {
    const resuming = this.#feed.resume(this.live);
    this.#resuming = resuming;
    await resuming;
    if (this.#feed.lines === 0) await this.#refreshSentence();
    await this.settled();
  }

  async #completed(): Promise<void> {
    await this.#feed.settled();
    const { attempt } = this;
    const document = this.#document;
    if (this.#evidence !== undefined || document === undefined || attempt?.verdict?.status !== 'failed')
      return;
    if (!this.#feed.complete || this.#feed.lines === 0) return;
    const failed = this.sections().find(section => section.failed);
    const within = failed === undefined ? undefined : { from: failed.line + 1, to: failed.end };
    this.#evidence = await findEvidence(document, attempt.verdict, within);
    this.#onChange(this, 'attempt');
  }

  async #refreshSentence(): Promise<void> {
    const before = this.#sentence;
    if (before === undefined || this.#document === undefined || before === this.#noLines()) return;
    const text = this.#say(this.#noLines());
    await this.#edit(document => [wholeOf(document), text], 'grown');
  }

  async #edit(of: (document: TextDocument) => [Range, string], what: LogChangeKind): Promise<boolean> {
    const document = this.#document;
    if (document === undefined || document.isClosed) return false;
    const edit = new WorkspaceEdit();
    edit.replace(this.uri, ...of(document));
    const done = await workspace.applyEdit(edit);
    if (done) this.#onChange(this, what);
    return done;
  }

  #text(lines: readonly string[], first: number): string {
    this.#sentence = undefined;
    this.#first = first;
    this.#outline.begin(first);
    for (const line of lines) this.#outline.add(line);
    return `${this.#overBound()}${lines.join('\n')}\n`;
  }

  #say(sentence: string): string {
    this.#sentence = sentence;
    return sentence;
  }

  #noLines(): string {
    return noLogWords(this.attempt);
  }

  #overBound(): string {
    if (this.#first === 1) return '';
    const { run, step, attempt } = this.name;
    const command = `fractale logs ${run}/${step}/${attempt}`;
    const before = (this.#first - 1).toLocaleString('en-US');
    return `${l10n.t('[{0} earlier lines are not shown here. {1} prints all of them.]', before, command)}\n`;
  }

  /** Where a line of the log is in the document, from 0. */
  #shownAt(line: number): number {
    return line - this.#first + (this.#first > 1 ? 1 : 0);
  }
}

function wholeOf({ lineCount }: TextDocument): Range {
  return new Range(0, 0, lineCount, 0);
}

function troubleWords(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const next = error instanceof UserError ? error.next : undefined;
  return l10n.t('The log cannot be read: {0}. {1}', message.replace(/\.$/, ''), next ?? '').trim();
}
