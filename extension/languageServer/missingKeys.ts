import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { nearest } from '../../daemon/protocol/nearest.ts';
import { contextEdit, type Edit, prepended } from './edits.ts';
import { keyOf, type PlanMap, type PlanPair, type PlanPath, pairEnd, pairOf, stepOf } from './planSyntax.ts';
import type { Broken, QuickFix } from './quickFix.ts';

/** Writes the inputs that a step's agent needs, each with a placeholder to be replaced. */
export function missingInputFix({ text, place, vocabulary }: Broken): QuickFix[] {
  const step = place && stepOf(place);
  const anchor = step && pairOf(step, 'agent');
  const value = anchor?.value;
  const agent = isScalar(value) ? vocabulary.agent(String(value.value)) : undefined;
  if (step === undefined || anchor === undefined || agent === undefined) return [];
  const context = pairOf(step, 'context')?.value;
  const given = (name: string) => (isMap(context) ? pairOf(context as PlanMap, name) : undefined);
  const missing = Object.entries(agent.inputs)
    .filter(([, input]) => input.required === true && (input.inherited !== true || place?.path[1] === 0))
    .map(([name]) => name)
    .filter(name => isNull(given(name)));
  const misspelt = misspeltFix(context, missing, Object.keys(agent.inputs));
  if (misspelt) return [misspelt];
  const edits = missing.map(name => {
    const there = given(name);
    return there
      ? valueEdit(text, there, placeholder(name))
      : contextEdit(text, step, anchor, `${name}: ${placeholder(name)}`);
  });
  // Two entries at one place would need an order.
  const [edit] = edits;
  return edits.length === 1 && edit ? [{ title: `Add ${missing[0]}`, edits: [edit] }] : [];
}

/** An input that is there under a name close to its own. */
function misspeltFix(
  context: unknown,
  missing: readonly string[],
  known: readonly string[],
): QuickFix | undefined {
  for (const pair of isMap(context) ? (context as PlanMap).items : []) {
    const key = keyOf(pair);
    const meant = key === undefined || known.includes(key) ? undefined : nearest(key, known);
    const range = pair.key.range;
    if (meant === undefined || !missing.includes(meant) || !range) continue;
    return { title: `Change to ${meant}`, edits: [{ start: range[0], end: range[1], text: meant }] };
  }
  return undefined;
}

/** Writes a key that a mapping must have, where there is something to write. */
export function missingKeyFixes({ text, root, start, name, vocabulary }: Broken): QuickFix[] {
  const found = mapAt(root, start, []);
  if (found === undefined) return [];
  const { map, path } = found;
  const add = (key: string, value: string): QuickFix => {
    const there = pairOf(map, key);
    const edit = there ? valueEdit(text, there, value) : prepended(text, map, `${key}: ${value}`);
    return { title: `Add ${key}: ${value}`, edits: [edit] };
  };
  const lacks = (key: string) => isNull(pairOf(map, key));
  if (path.length === 0) return lacks('name') ? [add('name', plain(name))] : [];
  if (path.length === 2)
    return lacks('agent') ? vocabulary.words.agents.map(({ name }) => add('agent', name)) : [];
  if (path.at(-1) === 'review') return lacks('mode') ? [add('mode', 'ask')] : [];
  if (path.at(-1) !== 'metric') return [];
  return [
    ...(lacks('name') ? [add('name', placeholder('name'))] : []),
    ...(lacks('regex') ? [add('regex', '"([0-9.]+)"')] : []),
  ];
}

function isNull(pair: PlanPair | undefined): boolean {
  const value = pair?.value;
  return value === undefined || value === null || (isScalar(value) && value.value === null);
}

/** Gives a key without a value one. */
function valueEdit(text: string, pair: PlanPair, value: string): Edit {
  const range = pair.value?.range;
  const start = range?.[0] ?? pairEnd(pair);
  const gap = range ? (text[start - 1] === ':' ? ' ' : '') : ': ';
  return { start, end: range?.[1] ?? start, text: `${gap}${value}` };
}

function placeholder(name: string): string {
  return `<${name}>`;
}

function plain(text: string): string {
  return /^[A-Za-z][\w -]*\w$/u.test(text) && !/^(?:true|false|null|yes|no|on|off)$/iu.test(text)
    ? text
    : JSON.stringify(text);
}

/** The mapping that starts at an offset, the innermost one, with the keys and indices down to it. */
function mapAt(node: unknown, start: number, path: PlanPath): { map: PlanMap; path: PlanPath } | undefined {
  const range = (node as Node | null | undefined)?.range;
  if (!range || range[0] > start || start > range[1] || path.length > 8) return undefined;
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      const found = mapAt(item, start, [...path, index]);
      if (found) return found;
    }
  }
  if (!isMap(node)) return undefined;
  for (const pair of (node as PlanMap).items) {
    const found = mapAt(pair.value, start, [...path, keyOf(pair) ?? '']);
    if (found) return found;
  }
  return range[0] === start ? { map: node as PlanMap, path } : undefined;
}
