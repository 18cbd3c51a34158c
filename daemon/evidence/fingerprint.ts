import { createHash } from 'node:crypto';
import type { FailureCategory } from '../protocol/verdict.ts';
import type { Cause } from './distill.ts';
import { evidenceLines } from './evidenceLines.ts';
import { keyLine } from './keyLine.ts';

const MOST_LINES = 3;

/**
 * Names a failure: 16 hexadecimal digits, equal for the same failure of another attempt, in another folder, at
 * another time or on another host, and different for another missing package or another symbol.
 */
export function fingerprint(category: FailureCategory, cause: Cause): string {
  const hash = createHash('sha256').update(category);
  for (const line of essence(category, cause)) hash.update('\n').update(withoutAccidents(line));
  return hash.digest('hex').slice(0, 16);
}

/** The lines that tell this failure from another. */
function essence(category: FailureCategory, cause: Cause): string[] {
  const lines = evidenceLines(cause);
  const [first] = lines;
  if (!/^(?:build|run|infra)\./u.test(category)) return [first?.text ?? ''];
  const key = keyLine(category.startsWith('build.') ? 'build' : 'job', lines);
  if (key === undefined) return [cause.step ?? '', first?.text ?? '', lines.at(-1)?.text ?? ''];
  const text = lines[key.index]?.text ?? '';
  const below = lines.slice(key.index + 1, key.index + MOST_LINES).map(line => line.text);
  const belongs = (line: string, i: number) =>
    (i === 0 && text.endsWith(':')) || (/^(?:\s+\S|- )/u.test(line) && indent(line) >= indent(text));
  const end = below.findIndex((line, i) => !belongs(line, i));
  return [text, ...below.slice(0, end === -1 ? below.length : end)];
}

function indent(text: string): number {
  return text.length - text.trimStart().length;
}

/** What differs between two occurrences of one failure is replaced by what it is. Order matters: times before numbers. */
const ACCIDENTS: readonly [RegExp, string][] = [
  [/\[and \d+ alike\]$/gu, ''],
  [/\d{4}-\d\d-\d\d[T _]\d\d[:_]\d\d(?:[:_]\d\d)?(?:[.,_]\d+)?(?:Z|[+-]\d\d:?\d\d)?/gu, '<time>'],
  [/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .{0,30}?\d{4}\b/gu, '<time>'],
  [/\b\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?\b/gu, '<time>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/giu, '<id>'],
  [/\b(?:0x[0-9a-f]+|sha\d+:[0-9a-f]+|(?=[a-z]*\d)(?=\d*[a-f])[0-9a-f]{7,})\b/giu, '<id>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/gu, '<address>'],
  [/\b(host|hostname|node|server|nodename)(:? name)?([:=]? ["'`]?)[\w.-]*\d[\w.-]*/giu, '$1$3<host>'],
  [
    /\b(?:tmp|temp|pip-(?:install|build|req-build|wheel|ephem\w*|pip-egg-info))[._-]?(?=\w*\d|\w*[A-Z])\w{4,}/gu,
    '<temp>',
  ],
  [/\/(?:tmp|var\/tmp)\/[^/\s'":)]+/gu, '/tmp/<temp>'],
  // Of a path or an address the last part is what is missing or broken; the folders are where it happened to be.
  [/(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[\w.@~+%<>=-]*\/)+(?=[\w.@~+%<>=-])/giu, '/'],
  [/\b\d+(?:[.,]\d+)?\s*(?:[kmgt]i?b?(?:\/s)?|bytes?|m?s|secs?|seconds?|min(?:ute)?s?|%)(?![\w-])/giu, '<n>'],
  // A number after a letter and one sign belongs to a name or a version: gcc-13, torch==2.1.
  [/(?<![\w.]|[A-Za-z][-_.=<>~]{1,2})\d+(?:[.,]\d+)*(?![\w-])/gu, '<n>'],
];

function withoutAccidents(line: string): string {
  let text = line;
  for (const [accident, name] of ACCIDENTS) text = text.replace(accident, name);
  return text.replace(/\s+/gu, ' ').trim();
}
