import { isMap, isSeq, type Node } from 'yaml';
import {
  keyOf,
  type PlanMap,
  type PlanPath,
  parseTolerant,
  placeAt,
  startOf,
  stepOf,
  textOf,
} from './planSyntax.ts';

/** Where something is being written in a plan. */
export interface Cursor {
  /** Of the mapping that gets a key, or of the value. */
  readonly path: PlanPath;
  readonly role: 'key' | 'value';
  /** Offsets of the word being written. */
  readonly start: number;
  readonly end: number;
  /** Keys that the mapping has apart from the one being written. */
  readonly there: ReadonlySet<string>;
  readonly agent: string | undefined;
  /** Inside braces or brackets. */
  readonly flow: boolean;
  /** The word can stand there only as an item of a list, after a dash that is not written yet. */
  readonly dash: boolean;
  /** Column of the word, from 0, after that dash. */
  readonly column: number;
  /** A colon follows already. */
  readonly hasColon: boolean;
}

/** Stands for the word being written while the text around it is understood; no plan holds it. */
const MARK = 'fractale-cursor-7d1f';

/** What is being written at an offset of a text that may be unfinished; undefined inside remarks and free text. */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const lineStart = startOfLine(text, offset);
  const left = /\w[\w./+-]*$/u.exec(text.slice(lineStart, offset))?.[0] ?? '';
  const right = /^[\w./+-]*/u.exec(text.slice(offset, offset + 200))?.[0] ?? '';
  const word = { start: offset - left.length, end: offset + right.length };
  const hasColon = /^[ \t]*:(?:\s|$)/u.test(text.slice(word.end, word.end + 20));
  const before = text.slice(lineStart, word.start);
  const column = before.length;
  const found = (dash: string): Cursor | undefined => {
    // A word alone on its line becomes a key, so that the lines after it stay what they are.
    const colon = /^[ \t]*(?:-[ \t]+)*$/u.test(before) && !hasColon ? ':' : '';
    const marked = `${text.slice(0, word.start)}${dash}${MARK}${colon}${text.slice(word.end)}`;
    const place = placeAt(parseTolerant(marked), word.start + dash.length);
    if (place?.scalar.value !== MARK) return undefined;
    const flow = place.holders.some(holder => holder.flow === true);
    const step = textOf(stepOf(place), 'agent');
    const shared = { ...word, flow, column: column + dash.length, hasColon, dash: dash !== '' };
    const map = place.holders[0];
    if (place.role === 'key' && isMap(map)) {
      if (!flow && columnOf(marked, map as PlanMap) !== shared.column) return undefined;
      if (isSeq(place.holders[1]) && !flow && !hasDash(marked, map as PlanMap)) return undefined;
      if (dash !== '' && !isBelowDashes(marked, place.holders[1], column)) return undefined;
      const keys = (map as PlanMap).items.map(keyOf).filter(key => key !== undefined && key !== MARK);
      return { ...shared, path: place.path, role: 'key', there: new Set(keys as string[]), agent: step };
    }
    const name = place.role === 'value' && place.pair ? keyOf(place.pair) : undefined;
    const path = name === undefined ? place.path : [...place.path, name];
    return { ...shared, path, role: 'value', there: new Set(), agent: step };
  };
  // Below the dashes of a list, only another item can stand.
  return found('') ?? (/^[ \t]+$/u.test(before) && !hasColon ? found('- ') : undefined);
}

function startOfLine(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/** Column of a mapping's first key. */
function columnOf(text: string, map: PlanMap): number {
  const first = map.items[0];
  const start = first === undefined ? 0 : startOf(first.key);
  return start - startOfLine(text, start);
}

/** Whether a dash stands before an item: the parser makes one up where a line is indented between two levels. */
function hasDash(text: string, item: PlanMap): boolean {
  const first = item.items[0];
  const start = first === undefined ? 0 : startOf(first.key);
  return text
    .slice(Math.max(0, start - 1000), start)
    .trimEnd()
    .endsWith('-');
}

/** Whether the items of a list have their dashes in that column. */
function isBelowDashes(text: string, list: unknown, column: number): boolean {
  const first = isSeq(list) && list.items.length > 1 ? (list.items[0] as Node) : undefined;
  if (first === undefined) return false;
  const start = startOf(first);
  return /^[ \t]*(?=-)/u.exec(text.slice(startOfLine(text, start), start))?.[0].length === column;
}
