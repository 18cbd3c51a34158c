import type { LogRange } from '../../daemon/protocol/requests.ts';
import { shownLine } from './logText.ts';

/** Where a log comes from. Every call may reject: the connection is lost, say. */
export interface LogSource {
  read(from: number, limit: number): Promise<LogRange>;
  /** Growth is told from now on. Resolves with the lines that there are. */
  follow(): Promise<{ readonly total: number }>;
  unfollow(): Promise<unknown>;
}

/** Where a log goes to. Each call resolves when it is done, with false when the place has gone. */
export interface LogSink {
  /** All that is there makes place for these lines, of which the first is line `first` of the log. */
  replace(lines: readonly string[], first: number): Promise<boolean>;
  append(lines: readonly string[]): Promise<boolean>;
  /** Takes away the lines before `first`. */
  drop(first: number): Promise<boolean>;
  /** The last line turned out to be longer. */
  amend(line: string): Promise<boolean>;
}

export interface LogBounds {
  /** Most lines and characters to hold; a tenth more for a moment. */
  readonly lines: number;
  readonly characters: number;
  /** Lines that come at once when the log is opened. */
  readonly first: number;
  /** Lines of one request. */
  readonly batch: number;
}

/**
 * Carries an attempt's log from the daemon to its document: what is there, then what comes, each line once. What
 * is wanted is asked for by range, so that a lost connection costs nothing: the next one goes on where this one
 * was. Nothing is read while it is paused.
 */
export class LogFeed {
  readonly #source: LogSource;
  readonly #bounds: LogBounds;
  readonly #onTrouble: (error: unknown) => void;
  #sink: LogSink | undefined;
  /** Characters of the lines held. */
  #lengths: number[] = [];
  #characters = 0;
  #first = 1;
  #last = '';
  #total = 0;
  #asked = false;
  #doubted = false;
  /** What the sink has is not what is held here. */
  #stale = false;
  #paused = true;
  #disposed = false;
  #running: Promise<void> | undefined;

  constructor(source: LogSource, bounds: LogBounds, onTrouble: (error: unknown) => void) {
    this.#source = source;
    this.#bounds = bounds;
    this.#onTrouble = onTrouble;
  }

  /** The first line held, from 1; lines before it are over the bound. */
  get first(): number {
    return this.#first;
  }

  /** Lines held. */
  get lines(): number {
    return this.#lengths.length;
  }

  /** Whether all lines that the daemon told of are here. */
  get complete(): boolean {
    return this.#next > this.#total;
  }

  get #next(): number {
    return this.#first + this.#lengths.length;
  }

  /** The log's beginning, or the beginning of the part that is within the bounds; `whole`: all of it. Rejects as the source does. */
  async begin(whole = false): Promise<readonly string[]> {
    const { batch } = this.#bounds;
    const enough = whole ? Number.POSITIVE_INFINITY : this.#bounds.first;
    let range = await this.#source.read(1, batch);
    const first = await this.#firstWithin(range.total);
    this.#reset(first, range.total);
    const lines: string[] = [];
    while (this.#next <= this.#total && this.lines < enough) {
      if (range.from !== this.#next || range.lines.length === 0)
        range = await this.#source.read(this.#next, batch);
      if (range.lines.length === 0) break;
      lines.push(...this.#take(range));
    }
    return lines;
  }

  /** From now on lines go to the sink, as long as the feed is not paused. */
  attach(sink: LogSink): void {
    this.#sink = sink;
    this.#wake();
  }

  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    // Without a connection nothing is told anyway.
    void this.#source.unfollow().catch(() => undefined);
  }

  /** Goes on after a pause, or on a new connection; `live` when more lines can come. */
  async resume(live: boolean): Promise<void> {
    this.#paused = false;
    // A log whose writer died may have had its last line cut, and may have been begun anew.
    this.#doubted = true;
    this.#asked = true;
    if (live) {
      try {
        this.grown((await this.#source.follow()).total);
      } catch (error) {
        this.#onTrouble(error);
      }
    }
    this.#wake();
  }

  /** The log ends here: reads what is left of it. */
  finish(): void {
    this.#asked = true;
    this.#wake();
  }

  /** Resolves when nothing is being carried any more. */
  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  grown(total: number): void {
    if (total < this.#total) this.#doubted = true;
    this.#total = total;
    this.#wake();
  }

  dispose(): void {
    this.pause();
    this.#disposed = true;
  }

  #wake(): void {
    if (this.#sink === undefined || this.#running !== undefined || !this.#wanted) return;
    this.#running = this.#run(this.#sink)
      .catch(this.#onTrouble)
      .finally(() => {
        this.#running = undefined;
      });
  }

  get #wanted(): boolean {
    return (
      !this.#paused && !this.#disposed && (this.#stale || this.#asked || this.#doubted || !this.complete)
    );
  }

  async #run(sink: LogSink): Promise<void> {
    while (this.#wanted) {
      if (this.#stale) await this.#beginAnew(sink);
      else if (this.#doubted) await this.#check(sink);
      else if (!(await this.#readOn(sink))) return;
      // The document has gone, or will be shown anew: the next time begins with all of it.
      if (this.#stale) return;
    }
  }

  /** Whether there was something to read. */
  async #readOn(sink: LogSink): Promise<boolean> {
    this.#asked = false;
    const range = await this.#source.read(this.#next, this.#bounds.batch);
    if (range.total < this.#next - 1) this.#doubted = true;
    this.#total = range.total;
    if (range.lines.length > 0) {
      this.#stale = true;
      this.#stale = !(await sink.append(this.#take(range)));
      if (!this.#stale) await this.#trim(sink);
    }
    return range.lines.length > 0 || this.#doubted;
  }

  /** Whether the last line held is still what the log has there; if it is not, that is mended. */
  async #check(sink: LogSink): Promise<void> {
    this.#doubted = false;
    if (this.lines === 0) return;
    const range = await this.#source.read(this.#next - 1, 1);
    const line = range.lines[0] === undefined ? undefined : shownLine(range.lines[0]);
    this.#total = range.total;
    if (line === this.#last) return;
    if (line?.startsWith(this.#last)) {
      this.#characters += line.length - this.#last.length;
      this.#lengths[this.#lengths.length - 1] = line.length + 1;
      this.#last = line;
      this.#stale = !(await sink.amend(line));
    } else {
      await this.#beginAnew(sink);
    }
  }

  async #beginAnew(sink: LogSink): Promise<void> {
    this.#stale = true;
    const lines = await this.begin();
    this.#stale = !(await sink.replace(lines, this.#first));
  }

  #take(range: LogRange): string[] {
    const lines = range.lines.map(shownLine);
    for (const { length } of lines) {
      this.#lengths.push(length + 1);
      this.#characters += length + 1;
    }
    this.#last = lines.at(-1) ?? this.#last;
    return lines;
  }

  async #trim(sink: LogSink): Promise<void> {
    const { lines: mostLines, characters: mostCharacters } = this.#bounds;
    if (this.lines <= mostLines * 1.1 && this.#characters <= mostCharacters * 1.1) return;
    let drop = 0;
    while (this.lines - drop > mostLines || (this.#characters > mostCharacters && this.lines - drop > 1)) {
      this.#characters -= this.#lengths[drop] ?? 0;
      drop += 1;
    }
    this.#lengths = this.#lengths.slice(drop);
    this.#first += drop;
    this.#stale = !(await sink.drop(this.#first));
  }

  /** Where to begin so that the rest is within the bounds, by the length of the log's last lines. */
  async #firstWithin(total: number): Promise<number> {
    const { lines, characters, first, batch } = this.#bounds;
    if (total <= first) return 1;
    const end = await this.#source.read(Math.max(1, total - batch + 1), batch);
    const length = end.lines.reduce((sum, line) => sum + line.length + 1, 0) / Math.max(1, end.lines.length);
    const most = Math.max(1, Math.min(lines, Math.floor(characters / Math.max(1, length))));
    return Math.max(1, total - most + 1);
  }

  #reset(first: number, total: number): void {
    this.#lengths = [];
    this.#characters = 0;
    this.#first = first;
    this.#last = '';
    this.#total = total;
  }
}
