import { stripVTControlCharacters } from 'node:util';

/** What a terminal shows of what was written to it: as much of ECMA-48 as the command line uses. */
export class Screen {
  readonly #columns: number;
  #lines: string[] = [''];
  #row = 0;
  #column = 0;
  cursor = true;

  constructor(columns: number) {
    this.#columns = columns;
  }

  get text(): string {
    return this.#lines
      .map(line => line.trimEnd())
      .join('\n')
      .trimEnd();
  }

  write(text: string): void {
    const parts = text.split(/(\p{Cc}\[[?0-9;]*[A-Za-z]|\r|\n)/u);
    for (const part of parts) this.#take(part);
  }

  #take(part: string): void {
    const [, count = '', command] = /^\p{Cc}\[([?0-9;]*)([A-Za-z])$/u.exec(part) ?? [];
    if (part === '\n') {
      this.#down();
      this.#column = 0;
    } else if (part === '\r') this.#column = 0;
    else if (command === 'A') this.#row = Math.max(0, this.#row - Number(count || 1));
    else if (command === 'J' && count !== '2') this.#clearBelow();
    else if (command === 'G') this.#column = Number(count || 1) - 1;
    else if (count === '?25') this.cursor = command === 'h';
    else if (command === undefined) this.#print(stripVTControlCharacters(part));
  }

  #print(text: string): void {
    for (const character of text) {
      if (this.#column >= this.#columns) {
        this.#down();
        this.#column = 0;
      }
      const line = (this.#lines[this.#row] ?? '').padEnd(this.#column);
      this.#lines[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1);
      this.#column += 1;
    }
  }

  #down(): void {
    this.#row += 1;
    if (this.#row === this.#lines.length) this.#lines.push('');
  }

  #clearBelow(): void {
    this.#lines = this.#lines.slice(0, this.#row + 1);
    this.#lines[this.#row] = (this.#lines[this.#row] ?? '').slice(0, this.#column);
  }
}
