import type { AgentDeclaration } from '../../daemon/plan/input.ts';
import { isList, isMapping, type KeyWord, valuesOf } from './planVocabulary.ts';

export interface KeySnippet {
  /** In the syntax of LSP snippets. */
  readonly text: string;
  /** Whether something is to be chosen at its end. */
  readonly asks: boolean;
}

const INDENT = '  ';
/** Longer than a line by nature. */
const LONG_TEXTS: ReadonlySet<string> = new Set(['details']);

/**
 * A key with room for its value. `indent` is the whitespace that lines below it start with, undefined inside braces;
 * `values` are those worth offering.
 */
export function keySnippet(
  { name, schema }: KeyWord,
  indent: string | undefined,
  values: readonly string[],
): KeySnippet {
  const key = literal(name);
  if (values.length > 0 && values.length === valuesOf(schema).length)
    return { text: `${key}: ${choice(values)}`, asks: false };
  if (values.length > 0) return { text: `${key}: $0`, asks: true };
  if (indent === undefined) {
    const [open, close] = isMapping(schema) ? ['{ ', ' \\}'] : isList(schema) ? ['[', ']'] : ['', ''];
    return { text: `${key}: ${open}$0${close}`, asks: open !== '' };
  }
  const below = `\n${indent}${INDENT}`;
  if (isMapping(schema)) return { text: `${key}:${below}$0`, asks: true };
  if (isList(schema)) return { text: `${key}:${below}- $0`, asks: true };
  if (LONG_TEXTS.has(name)) return { text: `${key}: |${below}$0`, asks: false };
  return { text: `${key}: ${schema.default === undefined ? '$0' : standard(schema.default)}`, asks: false };
}

/** A step's first keys: its agent, and what that cannot work without. */
export function agentSnippet(agent: AgentDeclaration, { indent, first, there, ids }: NewStep): string {
  const needed = Object.entries(agent.inputs).filter(
    ([, input]) => input.required === true && (first || input.inherited !== true),
  );
  const below = `\n${indent}`;
  const id = !there.has('id') && ids.includes(agent.name) ? `${below}id: ${freeId(agent.name, ids)}` : '';
  const inputs = needed.map(([name], index) => `${below}${INDENT}${literal(name)}: $${index + 1}`);
  const context = inputs.length > 0 && !there.has('context') ? `${below}context:${inputs.join('')}` : '';
  return `agent: ${literal(agent.name)}${id}${context}`;
}

export interface NewStep {
  /** The whitespace that its keys stand after. */
  readonly indent: string;
  /** The plan's first step has nobody to hand it anything down. */
  readonly first: boolean;
  /** Keys that it has already. */
  readonly there: ReadonlySet<string>;
  /** Of the plan's other steps. */
  readonly ids: readonly string[];
}

function freeId(agent: string, ids: readonly string[]): string {
  let number = 2;
  while (ids.includes(`${agent}-${number}`)) number += 1;
  return `${agent}-${number}`;
}

function literal(text: string): string {
  return text.replace(/[\\$}]/gu, '\\$&');
}

function standard(value: unknown): string {
  const text = String(value);
  return `\${1:${literal(typeof value === 'string' && !/^[\w][\w ./-]*$/u.test(text) ? JSON.stringify(text) : text)}}`;
}

function choice(values: readonly string[]): string {
  return `\${1|${values.map(value => value.replace(/[\\,|}$]/gu, '\\$&')).join(',')}|}`;
}
