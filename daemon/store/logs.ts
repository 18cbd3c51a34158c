import type { Home } from '../discovery/home.ts';
import type { AttemptName, LogRange } from '../protocol/requests.ts';
import { Growth } from './growth.ts';
import { logFile } from './logFile.ts';
import { LogWriter } from './logWriter.ts';
import { OpenLog } from './openLog.ts';
import type { Redactor } from './redactor.ts';

const MOST_LINES = 2_000;
const MOST_BYTES = 512 * 1024;

/** The logs of all attempts: files, each written by one and read by range by many. */
export class Logs {
  readonly #home: Home;
  readonly #writers = new Map<string, LogWriter>();
  readonly #growth = new Map<string, Growth>();

  constructor(home: Home) {
    this.#home = home;
  }

  /** Opens an attempt's log for writing, after what is in it already. There may be one writer at a time. */
  async writer(name: AttemptName, redactor: Redactor): Promise<LogWriter> {
    const file = logFile(this.#home, name);
    if (this.#writers.has(file.text)) throw new Error(`${file.text} is being written already`);
    const writer = await LogWriter.open(
      file,
      redactor,
      lines => this.#growth.get(file.text)?.grown(lines),
      () => this.#writers.delete(file.text),
    );
    this.#writers.set(file.text, writer);
    return writer;
  }

  /** Lines `from` (from 1) on: at most `limit`, 2,000, and about 512 KiB. An attempt without a log has no lines. */
  async read(name: AttemptName, from: number, limit: number): Promise<LogRange> {
    await using log = await this.#open(name);
    if (log === undefined) return { from, lines: [], total: 0 };
    const { total } = log;
    const lines: string[] = [];
    let bytes = 0;
    for await (const batch of log.batches(from)) {
      for (const line of batch) {
        bytes += Buffer.byteLength(line) + 1;
        if (lines.length === Math.min(limit, MOST_LINES)) return { from, lines, total };
        if (bytes > MOST_BYTES && lines.length > 0) return { from, lines, total };
        lines.push(line);
      }
    }
    return { from, lines, total };
  }

  /** How many lines there are now. */
  async total(name: AttemptName): Promise<number> {
    await using log = await this.#open(name);
    return log?.total ?? 0;
  }

  /** Every line there is now, in the form in which `read` gives it, with little of it in memory at a time. */
  async *lines(name: AttemptName): AsyncGenerator<string> {
    await using log = await this.#open(name);
    if (log === undefined) return;
    for await (const batch of log.batches(1)) for (const line of batch) yield line;
  }

  /** Calls `listener` with the number of lines when the log has grown or was begun anew; the result stops that. */
  follow(name: AttemptName, listener: (total: number) => void): () => void {
    const { text } = logFile(this.#home, name);
    const growth = this.#growth.get(text) ?? new Growth();
    this.#growth.set(text, growth);
    const stop = growth.add(listener);
    return () => {
      stop();
      if (!growth.followed) this.#growth.delete(text);
    };
  }

  async #open(name: AttemptName): Promise<OpenLog | undefined> {
    const file = logFile(this.#home, name);
    const writer = this.#writers.get(file.text);
    return OpenLog.open(file, writer && { bytes: writer.bytes, lines: writer.lines });
  }
}
