import { isMap, isScalar, isSeq, type Node } from 'yaml';

export function quote(word: string): string {
  return `\`${word.length > 60 ? `${word.slice(0, 59)}…` : word}\``;
}

export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a node is, in the words of a person who does not think in YAML types. */
export function describe(node: Node | null): string {
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  if (!isScalar(node)) return 'an alias';
  const { value } = node;
  if (value === null) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return 'a number';
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? 'text' : 'something else';
}
