import { stripVTControlCharacters } from 'node:util';
import { displayWidth } from '../../words/text.ts';
import type { Output } from '../cli.ts';

const FRAME_MS = 100;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/**
 * The last lines of a terminal, redrawn in place at most ten times a second, with finished lines going above
 * them. Control sequences: ECMA-48 (CUU, ED) and DECTCEM, which every terminal of today has.
 */
export class LiveRegion {
  readonly #stream: Output;
  readonly #frame: (columns: number) => readonly string[];
  #timer: NodeJS.Timeout | undefined;
  #shown: readonly string[] = [];
  readonly #showCursor = () => void this.#stream.write(SHOW_CURSOR);

  constructor(stream: Output, frame: (columns: number) => readonly string[]) {
    this.#stream = stream;
    this.#frame = frame;
  }

  get columns(): number {
    return Math.max(40, this.#stream.columns ?? 80);
  }

  start(): void {
    if (this.#timer !== undefined) return;
    process.once('exit', this.#showCursor);
    this.#stream.write(HIDE_CURSOR);
    this.#timer = setInterval(() => this.#draw([]), FRAME_MS);
    this.#timer.unref();
    this.#draw([]);
  }

  /** Finished lines, above the live ones when there are some. */
  print(lines: readonly string[]): void {
    if (lines.length === 0) return;
    if (this.#timer === undefined) this.#stream.write(lines.map(line => `${line}\n`).join(''));
    else this.#draw(lines);
  }

  /** Takes the live lines away and leaves the terminal to others. */
  stop(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    process.off('exit', this.#showCursor);
    this.#stream.write(this.#erase() + SHOW_CURSOR);
    this.#shown = [];
  }

  #draw(above: readonly string[]): void {
    // A terminal that does not keep up is not given frames, only what has to stay.
    if (above.length === 0 && this.#stream.writableNeedDrain) return;
    const next = this.#frame(this.columns);
    if (above.length === 0 && same(next, this.#shown)) return;
    const erase = this.#erase();
    this.#shown = next;
    this.#stream.write(erase + above.map(line => `${line}\n`).join('') + next.join('\n'));
  }

  /** Back to the first column of the first live line. A narrower terminal has wrapped what was drawn before. */
  #erase(): string {
    const columns = this.#stream.columns ?? 80;
    const rows = this.#shown.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(displayWidth(stripVTControlCharacters(line)) / columns)),
      0,
    );
    return `\r${rows > 1 ? `\u001b[${rows - 1}A` : ''}${rows > 0 ? '\u001b[J' : ''}`;
  }
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}
