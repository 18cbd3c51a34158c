import { isMap, isScalar, isSeq, type Node, type Pair, Scalar } from 'yaml';
import { nearest } from '../protocol/nearest.ts';
import type { Problems, Span } from './problems.ts';
import { type NumberRange, type Place, Values } from './values.ts';
import { capital, describe, quote } from './words.ts';
import { itemSpan, nodeSpan, type YamlText } from './yamlText.ts';

/** One key of a mapping with its value; `span` is where the value stands in the plan, an alias being its own place. */
export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly node: Node | null;
  readonly span: Span;
}

const DEEPEST_MERGE = 10;

/**
 * A YAML mapping read key by key. Each reader returns undefined for a key that is not there and for one whose
 * value is wrong; the latter is then a located problem.
 */
export class Mapping {
  readonly span: Span;
  readonly flow: boolean;
  /** What messages call it, such as `the plan`. */
  readonly called: string;
  readonly #entries = new Map<string, Entry>();
  readonly #yaml: YamlText;
  readonly #values: Values;
  readonly #problems: Problems;

  private constructor(span: Span, flow: boolean, called: string, yaml: YamlText, problems: Problems) {
    this.span = span;
    this.flow = flow;
    this.called = called;
    this.#yaml = yaml;
    this.#values = new Values(yaml, problems);
    this.#problems = problems;
  }

  /** Undefined, with a problem, when `node` is no mapping. An empty value counts as an empty mapping. */
  static read(
    node: unknown,
    span: Span,
    called: string,
    yaml: YamlText,
    problems: Problems,
  ): Mapping | undefined {
    const target = yaml.follow(node);
    if (target !== null && !isMap(target) && !(isScalar(target) && target.value === null)) {
      problems.error(
        'wrong-type',
        span,
        `${capital(called)} must be a mapping of keys to values, not ${describe(target)}.`,
      );
      return undefined;
    }
    const flow = isMap(target) && target.flow === true;
    const mapping = new Mapping(span, flow, called, yaml, problems);
    if (isMap(target)) mapping.#add(target.items as Pair<Node, Node | null>[], 0);
    return mapping;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Whether the key is there with a value, right or wrong. */
  gives(key: string): boolean {
    const node = this.#entries.get(key)?.node;
    return node !== undefined && !isNull(node);
  }

  entry(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  entries(): Iterable<Entry> {
    return this.#entries.values();
  }

  /** Reports every key that is not one of `known`; `hint` may know better than spelling. */
  refuseUnknown(known: Iterable<string>, hint?: (key: string) => string | undefined): void {
    const words = [...known];
    for (const { key, keySpan } of this.#entries.values()) {
      if (!words.includes(key)) this.unknown(key, keySpan, words, hint?.(key));
    }
  }

  unknown(key: string, span: Span, known: readonly string[], hint?: string): void {
    const meant = hint === undefined ? nearest(key, known) : undefined;
    this.#problems.error('unknown-key', span, `${capital(this.called)} has no key ${quote(key)}.`, {
      fix: hint ?? (meant ? `Did you mean ${quote(meant)}?` : `Known keys: ${known.join(', ')}.`),
      ...(meant !== undefined && { replacement: meant }),
    });
  }

  text(key: string): string | undefined {
    const entry = this.#filled(key);
    return entry && this.#values.text(entry, quote(key));
  }

  number(key: string, range: NumberRange): number | undefined {
    const entry = this.#filled(key);
    return entry && this.#values.number(entry, quote(key), range);
  }

  boolean(key: string): boolean | undefined {
    const entry = this.#filled(key);
    return entry && this.#values.boolean(entry, quote(key));
  }

  texts(key: string): readonly string[] | undefined {
    const entry = this.#filled(key);
    return entry && this.#values.texts(entry, quote(key));
  }

  /** One of a few words. */
  word<W extends string>(key: string, words: readonly W[]): W | undefined {
    const entry = this.#filled(key);
    return entry && this.#values.word(entry, quote(key), words);
  }

  /** Items of a list with their places; `most` bounds how many. */
  items(key: string, most: number): Place[] | undefined {
    const entry = this.#filled(key);
    if (entry === undefined) return undefined;
    const target = this.#yaml.follow(entry.node);
    if (target === null) return undefined;
    if (!isSeq(target)) {
      this.#values.wrongType(entry.span, quote(key), 'a list', target);
      return undefined;
    }
    if (target.items.length > most) {
      this.#problems.error(
        'too-many',
        entry.keySpan,
        `${capital(quote(key))} has ${target.items.length} items; at most ${most} are possible.`,
      );
      return undefined;
    }
    return target.items.map(item => ({ node: item, span: itemSpan(item, entry.span) }));
  }

  mapping(key: string, called: string): Mapping | undefined {
    const entry = this.entry(key);
    return entry && Mapping.read(entry.node, entry.span, called, this.#yaml, this.#problems);
  }

  mappingOf(item: Place, called: string): Mapping | undefined {
    return Mapping.read(item.node, item.span, called, this.#yaml, this.#problems);
  }

  /** A mapping without keys, in the place of one that is absent or wrong. */
  none(called: string): Mapping {
    return new Mapping(this.span, false, called, this.#yaml, this.#problems);
  }

  holdsMapping(key: string): boolean {
    const node = this.entry(key)?.node;
    return node !== undefined && isMap(this.#yaml.follow(node));
  }

  /** The entry unless it is absent or has no value; the latter is a warning, the key counts as not given. */
  #filled(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (isNull(entry.node)) {
      this.#problems.warning(
        'no-value',
        entry.keySpan,
        `${capital(quote(key))} has no value, so it counts as not given.`,
        {
          fix: 'Give it a value, or remove it.',
        },
      );
      return undefined;
    }
    return entry;
  }

  #add(pairs: readonly Pair<Node, Node | null>[], depth: number): void {
    const merged: Pair<Node, Node | null>[] = [];
    for (const pair of pairs) {
      const keySpan = itemSpan(pair.key, this.span);
      const key = isScalar(pair.key) ? pair.key.value : undefined;
      if (key === '<<' && isScalar(pair.key) && pair.key.type === Scalar.PLAIN) {
        merged.push(pair);
      } else if (typeof key !== 'string') {
        const source = isScalar(pair.key) ? (pair.key.source ?? '') : '';
        this.#problems.error(
          'wrong-key',
          keySpan,
          `A key of ${this.called} must be text, not ${describe(pair.key)}.`,
          {
            ...(source !== '' && { fix: 'Put it in quotes.', replacement: JSON.stringify(source) }),
          },
        );
      } else if (depth === 0 && this.#entries.has(key)) {
        this.#problems.error(
          'duplicate-key',
          keySpan,
          `${capital(this.called)} has the key ${quote(key)} twice.`,
          {
            fix: 'Remove one of them.',
          },
        );
      } else if (!this.#entries.has(key)) {
        this.#entries.set(key, this.#entryOf(key, keySpan, pair.value, depth > 0));
      }
    }
    for (const pair of merged) this.#merge(pair, depth);
  }

  /** A merged key stands elsewhere in the text: its problems are shown where it is merged. */
  #entryOf(key: string, keySpan: Span, node: Node | null, merged: boolean): Entry {
    if (merged) return { key, keySpan: this.span, node, span: this.span };
    const span = node === null || isEmpty(node) ? { start: keySpan.end, end: keySpan.end } : nodeSpan(node);
    return { key, keySpan, node, span };
  }

  /** YAML 1.1's merge key, which the original's parser honours: keys already there win. */
  #merge(pair: Pair<Node, Node | null>, depth: number): void {
    const target = this.#yaml.follow(pair.value);
    const sources = isSeq(target) ? target.items.map(item => this.#yaml.follow(item)) : [target];
    for (const source of sources) {
      if (isMap(source) && depth < DEEPEST_MERGE)
        this.#add(source.items as Pair<Node, Node | null>[], depth + 1);
      else
        this.#problems.error(
          'wrong-type',
          itemSpan(pair.key, this.span),
          '<< must name a mapping, or a list of mappings.',
        );
    }
  }
}

function isNull(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

function isEmpty(node: Node): boolean {
  return isScalar(node) && node.value === null && (node.source ?? '') === '';
}
