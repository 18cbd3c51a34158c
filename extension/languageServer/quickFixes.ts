import { isMap } from 'yaml';
import type { PlanProblem } from '../../daemon/protocol/requests.ts';
import { added, contextEdit, lineOf, removal } from './edits.ts';
import { missingInputFix, missingKeyFixes } from './missingKeys.ts';
import {
  keyOf,
  type PlanMap,
  type PlanPair,
  pairOf,
  placeAt,
  startOf,
  stepOf,
  textOf,
} from './planSyntax.ts';
import type { Broken, QuickFix } from './quickFix.ts';
import { quotedLine } from './quotedLine.ts';

const MOST_CHOICES = 5;

/** The ways to mend a problem of a plan, the likeliest first. The offsets are those of the problem's range. */
export function quickFixes(
  problem: PlanProblem,
  { start, end }: { readonly start: number; readonly end: number },
  { text, root, name, vocabulary }: Pick<Broken, 'text' | 'root' | 'name' | 'vocabulary'>,
): QuickFix[] {
  if (problem.replacement !== undefined)
    return [{ title: replacementTitle(problem), edits: [{ start, end, text: problem.replacement }] }];
  const fixes = Object.hasOwn(FIXES, problem.code) ? FIXES[problem.code] : undefined;
  return fixes?.({ start, end, text, root, place: placeAt(root, start), vocabulary, name }) ?? [];
}

const FIXES: Readonly<Record<string, (broken: Broken) => QuickFix[]>> = {
  'unknown-key': broken => [...moves(broken), ...removes(broken)],
  'misplaced-key': broken => [...moves(broken), ...removes(broken)],
  'unused-input': removes,
  'unused-key': removes,
  'no-effect': removes,
  'no-value': removes,
  'duplicate-key': removes,
  'unknown-agent': choices,
  'agent-not-available': choices,
  'unknown-target': choices,
  'unknown-value': choices,
  'missing-input': missingInputFix,
  'missing-key': missingKeyFixes,
  'no-group': groups,
  'yaml-syntax': quotedLine,
};

function replacementTitle({ replacement = '', fix }: PlanProblem): string {
  const short = replacement.trim() !== '' && !/[\r\n]/u.test(replacement) && replacement.length <= 60;
  return short ? `Change to ${replacement}` : (fix?.replace(/\.$/u, '') ?? 'Fix');
}

/** The entry whose key is the problem; undefined where the problem is shown elsewhere, at a merge for example. */
function entryOf({ start, end, place }: Broken): { map: PlanMap; pair: PlanPair } | undefined {
  const map = place?.holders[0];
  if (place?.role !== 'key' || place.pair === undefined || !isMap(map)) return undefined;
  const [from, to] = place.scalar.range ?? [];
  return from === start && to === end ? { map: map as PlanMap, pair: place.pair } : undefined;
}

function removes(broken: Broken): QuickFix[] {
  const entry = entryOf(broken);
  const edit = entry && removal(broken.text, entry.map, entry.pair);
  return edit ? [{ title: `Remove ${keyOf(entry.pair)}`, edits: [edit] }] : [];
}

/** A key of the step that stands in its context, or the other way round. */
function moves(broken: Broken): QuickFix[] {
  const entry = entryOf(broken);
  const name = entry && keyOf(entry.pair);
  const step = broken.place && stepOf(broken.place);
  if (entry === undefined || name === undefined || step === undefined) return [];
  const path = broken.place?.path ?? [];
  const agent = textOf(step, 'agent');
  const line = lineOf(broken.text, entry.pair);
  const away = removal(broken.text, entry.map, entry.pair);
  const anchor = pairOf(step, 'agent');
  if (line === undefined || away === undefined || anchor === undefined) return [];
  const [steps = '', index = 0] = path;
  if (path.length === 3 && path[2] === 'context') {
    if (pairOf(step, name) || broken.vocabulary.at([steps, index, name], agent) === undefined) return [];
    return [{ title: `Move ${name} to the step`, edits: [away, added(broken.text, step, anchor, line)] }];
  }
  const inputs = broken.vocabulary.agent(agent)?.inputs ?? {};
  if (path.length !== 2 || !(name === 'max_attempts' || Object.hasOwn(inputs, name))) return [];
  const there = contextEdit(broken.text, step, anchor, line);
  return there ? [{ title: `Move ${name} to context`, edits: [away, there] }] : [];
}

/** Any of the few words that can stand there. */
function choices({ place, start, end, vocabulary }: Broken): QuickFix[] {
  const name = place?.role === 'value' && place.pair ? keyOf(place.pair) : undefined;
  if (place === undefined || name === undefined || startOf(place.scalar) !== start) return [];
  const words = vocabulary.values([...place.path, name], textOf(stepOf(place), 'agent'));
  return words.slice(0, MOST_CHOICES).map(word => ({
    title: `Change to ${word}`,
    edits: [{ start, end, text: word }],
  }));
}

/** Makes the number that a metric's expression ends with its group. */
function groups({ text, start, end }: Broken): QuickFix[] {
  const number = /(?:(?:\\{1,2}[dS]|\[[^\]]*\])[+*]|\\{1,2}\.)+/gu;
  const last = [...text.slice(start, end).matchAll(number)].at(-1);
  if (last === undefined) return [];
  const [from, to] = [start + last.index, start + last.index + last[0].length];
  return [
    { title: 'Put parentheses around the number', edits: [{ start: from, end: to, text: `(${last[0]})` }] },
  ];
}
