import type { LogKind } from './categoryOfLine.ts';
import { cut } from './cut.ts';
import { ERROR, NOISE, type Weight, weigh } from './lineWeight.ts';

/** A line that was kept, with its place in the log from 1. */
export interface Kept {
  readonly number: number;
  /** Its place among the lines that say something. */
  readonly ordinal: number;
  readonly text: string;
  readonly weight: Weight;
  /** How often lines that differ only in numbers and paths came. */
  readonly alike: { readonly count: number };
  /** Which of those it is, from 1. */
  readonly nth: number;
}

/** Blank, or only drawn. */
const EMPTY = /^[\s\-=_#*.~%+|]*$/u;
const LONGEST = 1000;
const MOST_KEPT = 60;
const MOST_END = 6;
const MOST_TEMPLATES = 400;
export const MOST_ALIKE = 2;
const BEFORE = 2;
const AFTER = 6;

/**
 * Keeps what may tell of the failure out of any number of lines: the first errors and the last with the lines
 * around them, and the end. Memory is bounded whatever comes.
 */
export class Collector {
  readonly #kind: LogKind;
  readonly #first: Kept[] = [];
  readonly #lastErrors: Kept[] = [];
  readonly #last: Kept[] = [];
  readonly #end: Omit<Kept, 'weight'>[] = [];
  readonly #recent: Kept[] = [];
  readonly #alike = new Map<string, { count: number }>();
  #after = 0;
  #ordinal = 0;

  constructor(kind: LogKind) {
    this.#kind = kind;
  }

  add(number: number, line: string): void {
    if (EMPTY.test(line)) return;
    this.#ordinal += 1;
    const alike = this.#count(line);
    const text = line.length > LONGEST ? cut(line, LONGEST) : line;
    const place = { number, ordinal: this.#ordinal, text, alike, nth: alike.count };
    this.#end.push(place);
    if (this.#end.length > MOST_END) this.#end.shift();
    // Most lines of a long log are like earlier ones: they are not even weighed.
    if (alike.count > MOST_ALIKE) return;
    const kept = { ...place, weight: weigh(this.#kind, text) };
    if (kept.weight >= ERROR) {
      for (const before of this.#recent) this.#keep(before);
      this.#recent.length = 0;
      this.#keep(kept);
      this.#after = AFTER;
    } else if (this.#after > 0 && kept.weight !== NOISE) {
      this.#after -= 1;
      this.#keep(kept);
    } else if (kept.weight !== NOISE) {
      push(this.#recent, kept, BEFORE);
      push(this.#last, kept, MOST_KEPT);
    }
  }

  /** In the order of the log. */
  lines(): Kept[] {
    const all = new Map<number, Kept>();
    for (const place of this.#end) all.set(place.number, { ...place, weight: weigh(this.#kind, place.text) });
    for (const kept of [...this.#first, ...this.#lastErrors, ...this.#last]) all.set(kept.number, kept);
    return [...all.values()].sort((a, b) => a.number - b.number);
  }

  #keep(kept: Kept): void {
    if (this.#first.length < MOST_KEPT) this.#first.push(kept);
    else push(this.#lastErrors, kept, MOST_KEPT);
  }

  #count(line: string): { count: number } {
    const template = templateOf(line);
    const known = this.#alike.get(template);
    if (known !== undefined) {
      known.count += 1;
      return known;
    }
    if (this.#alike.size >= MOST_TEMPLATES) {
      const [oldest] = this.#alike.keys();
      if (oldest !== undefined) this.#alike.delete(oldest);
    }
    const alike = { count: 1 };
    this.#alike.set(template, alike);
    return alike;
  }
}

/** What lines have in common that differ in numbers and paths only; the last of pip's retries is like no other. */
function templateOf(line: string): string {
  const start = line.slice(0, 200);
  return start.includes('total=0') ? start : start.replace(/\d+|\S*\/\S*/gu, '#');
}

function push(list: Kept[], kept: Kept, most: number): void {
  list.push(kept);
  if (list.length > most) list.shift();
}
