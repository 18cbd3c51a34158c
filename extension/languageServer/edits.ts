import { isMap, isScalar } from 'yaml';
import { endOf, isFlow, type PlanMap, type PlanPair, pairEnd, pairOf, startOf } from './planSyntax.ts';

/** Replaces a range of the text: UTF-16 offsets, `end` exclusive. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Takes an entry out of its mapping. Undefined when that would leave a list item without anything in it. */
export function removal(text: string, map: PlanMap, pair: PlanPair): Edit | undefined {
  const start = startOf(pair.key);
  const next = map.items[map.items.indexOf(pair) + 1];
  if (isFlow(map)) {
    const before = map.items[map.items.indexOf(pair) - 1];
    if (next) return { start, end: startOf(next.key), text: '' };
    return { start: before ? pairEnd(before) : start, end: pairEnd(pair), text: '' };
  }
  const lineStart = startOfLine(text, start);
  if (text.slice(lineStart, start).trim() === '')
    return { start: lineStart, end: nextLine(text, pairEnd(pair)), text: '' };
  return next && { start, end: startOf(next.key), text: '' };
}

/** Puts `entry` before the first key of a mapping. Only for a mapping that has one. */
export function prepended(text: string, map: PlanMap, entry: string): Edit {
  const start = map.items[0] ? startOf(map.items[0].key) : startOf(map) + 1;
  if (isFlow(map)) return { start, end: start, text: map.items.length > 0 ? `${entry}, ` : entry };
  return { start, end: start, text: `${entry}${lineEnd(text)}${indentOf(text, start)}` };
}

/** Puts `entry`, whose lines after the first are indented against it, after an entry of a mapping. */
export function added(text: string, map: PlanMap, after: PlanPair, entry: string): Edit {
  const at = pairEnd(after);
  if (isFlow(map)) return { start: at, end: at, text: `, ${entry}` };
  const indent = indentOf(text, startOf(after.key));
  const lines = entry.split('\n').map(line => indent + line);
  const end = restOfLine(text, at);
  // Text in block style holds its own line end.
  if (end > 0 && /[\r\n]/u.test(text[at - 1] ?? ''))
    return { start: at, end: at, text: lines.map(line => line + lineEnd(text)).join('') };
  return { start: end, end, text: lines.map(line => lineEnd(text) + line).join('') };
}

/** Puts an entry into a step's context, which is made if it is not there. */
export function contextEdit(text: string, step: PlanMap, agent: PlanPair, entry: string): Edit | undefined {
  const context = pairOf(step, 'context');
  const value = context?.value;
  if (isMap(value) && (value.items.length > 0 || value.flow)) return prepended(text, value as PlanMap, entry);
  if (context === undefined)
    return added(text, step, agent, isFlow(step) ? `context: {${entry}}` : `context:\n  ${entry}`);
  if (!isScalar(value) || value.value !== null || (value.source ?? '') !== '' || isFlow(step))
    return undefined;
  const at = startOf(value);
  const indent = `${indentOf(text, startOf(context.key))}  `;
  return { start: at, end: at, text: `${lineEnd(text)}${indent}${entry}` };
}

/** The whitespace that puts a line under the column of an offset. */
function indentOf(text: string, offset: number): string {
  return ' '.repeat(offset - startOfLine(text, offset));
}

function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** The text of an entry that stands on one line; undefined for a longer one. */
export function lineOf(text: string, pair: PlanPair): string | undefined {
  const source = text.slice(startOf(pair.key), pair.value ? endOf(pair.value) : endOf(pair.key));
  return /[\r\n]/u.test(source) ? undefined : source;
}

export function startOfLine(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/** Where the line of an offset ends, before its line end. */
export function restOfLine(text: string, offset: number): number {
  const end = /[\r\n]/u.exec(text.slice(offset, offset + 10_000));
  return end === null ? text.length : offset + end.index;
}

function nextLine(text: string, offset: number): number {
  if (offset > 0 && /[\r\n]/u.test(text[offset - 1] ?? '')) return offset;
  const end = restOfLine(text, offset);
  return end + (text.startsWith('\r\n', end) ? 2 : Math.min(1, text.length - end));
}
