import { type Kept, MOST_ALIKE } from './collector.ts';
import { cut } from './cut.ts';
import { gap } from './evidenceLines.ts';
import { CAUSE, ERROR, HINT, NOISE, PLAIN } from './lineWeight.ts';

const PLAIN_LENGTH = 160;
const HINT_LENGTH = 200;
const ERROR_LENGTH = 400;
const CONTINUED = 6;
/** How far around the key line, and from the end, lines of no weight are worth showing. */
const NEAR = 30;
/** With an error to show, lines that tell less fill at most this share of the text. */
const FILL = 0.6;

/**
 * Chooses among the kept lines until `limit` characters are full, and writes them in the order of the log. `key`
 * is the index of the line that tells the most.
 */
export function compose(lines: readonly Kept[], key: number | undefined, limit: number): string {
  const chosen = new Set<number>();
  let used = 0;
  const add = (index: number, most: number) => {
    const kept = lines[index];
    if (kept === undefined || chosen.has(index)) return;
    const cost = shown(kept).length + 1;
    if (used + cost > most) return;
    chosen.add(index);
    used += cost;
  };
  for (const index of tellingLines(lines, key)) add(index, limit);
  const told = lines.some(kept => kept.weight >= ERROR);
  for (const index of fillingLines(lines, key, told)) add(index, told ? limit * FILL : limit);
  const least = [...chosen].reverse();
  let text = write(lines, chosen);
  for (const index of least) {
    if (text.length <= limit) return text;
    chosen.delete(index);
    text = write(lines, chosen);
  }
  return text;
}

/** Indexes of the errors and what belongs to them, most important first; an index may come twice. */
function* tellingLines(lines: readonly Kept[], key: number | undefined): Generator<number> {
  const { errors, decisive } = errorsOf(lines);
  const ends = [key, decisive[0], decisive.at(-1)].filter(index => index !== undefined);
  yield* ends;
  if (errors[0] !== undefined) yield errors[0];
  yield lines.length - 1;
  for (const index of ends) yield* continuation(lines, index);
  for (let i = 0; i < decisive.length; i += 1) {
    for (const index of [decisive.at(-1 - i), decisive[i]]) if (index !== undefined) yield index;
  }
  for (const index of decisive.slice(0, 10)) yield* continuation(lines, index);
}

/**
 * Indexes of lines that tell less: what leads to the key, errors without a cause in their words, hints, the end,
 * more of what stands before the key. Without any error: the end.
 */
function* fillingLines(lines: readonly Kept[], key: number | undefined, told: boolean): Generator<number> {
  const { errors } = errorsOf(lines);
  const end = lines.length - 1;
  const backwards = lines.map((_, back) => end - back);
  const near = (index: number, from: number) =>
    Math.abs((lines[index]?.ordinal ?? 0) - (lines[from]?.ordinal ?? 0)) <= NEAR;
  const weight = (index: number) => lines[index]?.weight ?? NOISE;
  if (key !== undefined) yield* before(lines, key);
  yield* errors.toReversed();
  for (const index of backwards) if (weight(index) === HINT && near(index, key ?? end)) yield index;
  for (const index of backwards) if (weight(index) > NOISE && (!told || near(index, end))) yield index;
  for (const index of backwards) {
    if (weight(index) > NOISE && key !== undefined && index < key && near(index, key)) yield index;
  }
  if (!told) yield* backwards;
}

/** Indexes of the errors, and of those the ones that name a cause, if any does. */
function errorsOf(lines: readonly Kept[]): { errors: number[]; decisive: number[] } {
  const errors = lines.flatMap((kept, index) => (kept.weight >= ERROR ? [index] : []));
  const causes = errors.filter(index => lines[index]?.weight === CAUSE);
  return { errors, decisive: causes.length > 0 ? causes : errors };
}

/** What follows an error and belongs to it: indented lines, or else the next line or two. */
function* continuation(lines: readonly Kept[], index: number): Generator<number> {
  const start = lines[index];
  if (start === undefined) return;
  for (let i = index + 1; i <= index + CONTINUED; i += 1) {
    const next = lines[i];
    if (next === undefined || next.ordinal - start.ordinal > CONTINUED) return;
    const deeper = indent(next.text) > indent(start.text);
    if (!deeper && i > index + 2) return;
    if (next.weight !== NOISE) yield i;
  }
}

function* before(lines: readonly Kept[], index: number): Generator<number> {
  const start = lines[index];
  for (let i = index - 1; i >= index - 2; i -= 1) {
    const kept = lines[i];
    if (kept === undefined || start === undefined || start.ordinal - kept.ordinal > 6) return;
    if (kept.weight >= PLAIN) yield i;
  }
}

function indent(text: string): number {
  return text.length - text.trimStart().length;
}

function write(lines: readonly Kept[], chosen: ReadonlySet<number>): string {
  const out: string[] = [];
  let last: Kept | undefined;
  for (const [index, kept] of lines.entries()) {
    if (!chosen.has(index)) continue;
    const left = last === undefined ? 0 : kept.ordinal - last.ordinal - 1;
    if (left > 0) out.push(gap(left));
    out.push(shown(kept));
    last = kept;
  }
  return out.join('\n');
}

function shown(kept: Kept): string {
  const most = kept.weight >= ERROR ? ERROR_LENGTH : kept.weight === HINT ? HINT_LENGTH : PLAIN_LENGTH;
  const text = cut(kept.text, most);
  const more = kept.nth === MOST_ALIKE ? kept.alike.count - MOST_ALIKE : 0;
  return more > 0 ? `${text} [and ${more} alike]` : text;
}
