import type { PlanProblem } from '../protocol/requests.ts';

/** A range of the plan's text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Remedy {
  /** What to do about it, in words. */
  readonly fix?: string;
  /** The text that would mend it, in place of the span. */
  readonly replacement?: string;
}

/** More than anybody reads; a hostile file must not make a list without end. */
const MOST = 100;

/** Collects what is wrong with one text, with places that people and editors understand. */
export class Problems {
  readonly #text: string;
  readonly #lineStarts: number[] = [0];
  readonly #found: { problem: PlanProblem; start: number }[] = [];
  #failed = false;

  constructor(text: string) {
    this.#text = text;
    for (const end of text.matchAll(/\r\n?|\n/gu)) this.#lineStarts.push(end.index + end[0].length);
  }

  get failed(): boolean {
    return this.#failed;
  }

  error(code: string, span: Span, message: string, remedy: Remedy = {}): void {
    this.#failed = true;
    this.#add('error', code, span, message, remedy);
  }

  warning(code: string, span: Span, message: string, remedy: Remedy = {}): void {
    this.#add('warning', code, span, message, remedy);
  }

  /** In the order of the text. */
  list(): PlanProblem[] {
    return this.#found.toSorted((a, b) => a.start - b.start).map(found => found.problem);
  }

  /** Line of an offset, from 1. */
  lineOf(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** Column of an offset in UTF-16 units, from 1. */
  columnOf(offset: number): number {
    return offset - (this.#lineStarts[this.lineOf(offset) - 1] ?? 0) + 1;
  }

  #add(
    severity: PlanProblem['severity'],
    code: string,
    span: Span,
    message: string,
    { fix, replacement }: Remedy,
  ): void {
    if (this.#found.length >= MOST) return;
    const start = Math.max(0, Math.min(span.start, this.#text.length));
    const end = Math.max(start, Math.min(span.end, this.#text.length));
    this.#found.push({
      start,
      problem: {
        severity,
        code,
        message,
        line: this.lineOf(start),
        column: this.columnOf(start),
        endLine: this.lineOf(end),
        endColumn: this.columnOf(end),
        ...(fix !== undefined && { fix }),
        ...(replacement !== undefined && { replacement }),
      },
    });
  }
}
