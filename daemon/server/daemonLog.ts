import { appendFileSync, renameSync, statSync } from 'node:fs';
import type { Redactor } from '../store/redactor.ts';

const LONGEST_FILE = 4 * 1024 * 1024;
const LONGEST_ENTRY = 16 * 1024;

/**
 * The daemon's own log: one line an entry, free of secrets. At 4 MiB the file is renamed to `<file>.1`, in place of
 * the one before. What the process itself prints goes to the same file.
 */
export class DaemonLog {
  readonly file: string;
  readonly #redactor: Redactor;
  #bytes: number;

  constructor(file: string, redactor: Redactor) {
    this.file = file;
    this.#redactor = redactor;
    this.#bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  }

  info(message: string): void {
    this.#write('info', message);
  }

  warn(message: string, error?: unknown): void {
    this.#write('warn', error === undefined ? message : `${message}: ${told(error)}`);
  }

  error(message: string, error?: unknown): void {
    this.#write('error', error === undefined ? message : `${message}: ${told(error)}`);
  }

  #write(level: string, message: string): void {
    const text = this.#redactor
      .text(message)
      .slice(0, LONGEST_ENTRY)
      .replace(/\s*\n\s*/g, ' | ');
    const line = `${new Date().toISOString()} ${level} ${text}\n`;
    try {
      if (this.#bytes > LONGEST_FILE) {
        renameSync(this.file, `${this.file}.1`);
        this.#bytes = 0;
      }
      appendFileSync(this.file, line, { mode: 0o600 });
      this.#bytes += Buffer.byteLength(line);
    } catch (error) {
      // A full disk is no reason for the daemon to stop, and there is no better place to say it.
      process.stderr.write(`${line}${told(error)}\n`);
    }
  }
}

/** With its stack, for whoever has to mend it. */
function told(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
