import { isScalar, isSeq, type Node, Scalar } from 'yaml';
import { nearest } from '../protocol/nearest.ts';
import type { Problems, Span } from './problems.ts';
import { capital, describe, quote } from './words.ts';
import { itemSpan, type YamlText } from './yamlText.ts';

/** A node with the place that its problems are shown at. */
export interface Place {
  readonly node: unknown;
  readonly span: Span;
}

/** Without a minimum the number must be more than 0. */
export interface NumberRange {
  readonly integer: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
}

/**
 * Reads values of a plan without YAML's silent conversions. Each reader returns undefined for a value that is
 * wrong, which then is a located problem; `called` is what its message calls the value.
 */
export class Values {
  readonly #yaml: YamlText;
  readonly #problems: Problems;

  constructor(yaml: YamlText, problems: Problems) {
    this.#yaml = yaml;
    this.#problems = problems;
  }

  /** Text that is not empty. What YAML reads as a number, true, false or null is a problem mended by quotes. */
  text({ node, span }: Place, called: string): string | undefined {
    const target = this.#yaml.follow(node);
    if (target === null) return undefined;
    if (!isScalar(target)) return this.wrongType(span, called, 'text', target);
    const { value } = target;
    if (typeof value === 'string') {
      if (value.trim() !== '') return value;
      this.#problems.error('empty', span, `${capital(called)} must not be empty.`);
      return undefined;
    }
    const source = target.source ?? String(value);
    const message = `${capital(called)} must be text; YAML reads this as ${describe(target)}.`;
    this.#problems.error('wrong-type', span, message, {
      fix: 'Put it in quotes.',
      ...(value !== null && source.length <= 200 && { replacement: JSON.stringify(source) }),
    });
    return undefined;
  }

  number({ node, span }: Place, called: string, range: NumberRange): number | undefined {
    const target = this.#yaml.follow(node);
    if (target === null) return undefined;
    const value = isScalar(target) ? target.value : undefined;
    const right =
      typeof value === 'number' && (range.integer ? Number.isSafeInteger(value) : Number.isFinite(value));
    if (!right) {
      const bare = typeof value === 'string' && /^\s*\d{1,15}\s*$/u.test(value) ? value.trim() : undefined;
      return this.wrongType(span, called, range.integer ? 'a whole number' : 'a number', target, bare);
    }
    const { minimum, maximum } = range;
    if (minimum === undefined && value <= 0) {
      this.#problems.error('out-of-range', span, `${capital(called)} must be more than 0.`);
      return undefined;
    }
    const least = minimum !== undefined && value < minimum ? minimum : undefined;
    const bound = maximum !== undefined && value > maximum ? maximum : least;
    if (bound === undefined) return value;
    const [words, fix] = bound === least ? ['at least', 'more'] : ['at most', 'less'];
    this.#problems.error('out-of-range', span, `${capital(called)} must be ${words} ${bound}.`, {
      fix: `Write ${bound} or ${fix}.`,
      replacement: String(bound),
    });
    return undefined;
  }

  /** true or false; the YAML 1.1 of the original also read yes, no, on and off so. */
  boolean({ node, span }: Place, called: string): boolean | undefined {
    const target = this.#yaml.follow(node);
    if (target === null) return undefined;
    const value = isScalar(target) ? target.value : undefined;
    if (typeof value === 'boolean') return value;
    const meant = typeof value === 'string' ? BOOLEAN_WORDS.get(value.toLowerCase()) : undefined;
    if (meant === undefined || !isScalar(target) || target.type !== Scalar.PLAIN) {
      return this.wrongType(span, called, 'true or false', target, meant?.toString());
    }
    const message = `${capital(called)}: YAML 1.2 reads ${value} as text; it is taken as ${meant}.`;
    this.#problems.warning('old-boolean', span, message, {
      fix: `Write ${meant}.`,
      replacement: String(meant),
    });
    return meant;
  }

  /** A list of texts; one text with commas counts as a list, as on the original's command line. */
  texts(place: Place, called: string): readonly string[] | undefined {
    const target = this.#yaml.follow(place.node);
    if (isSeq(target)) {
      const items = target.items.map(item =>
        this.text({ node: item, span: itemSpan(item, place.span) }, `an item of ${called}`),
      );
      return items.every(item => item !== undefined) ? items : undefined;
    }
    return this.text({ node: target, span: place.span }, called)
      ?.split(',')
      .map(item => item.trim())
      .filter(item => item !== '');
  }

  /** One of a few words. */
  word<W extends string>(place: Place, called: string, words: readonly W[]): W | undefined {
    const text = this.text(place, called);
    const found = words.find(word => word === text);
    if (text === undefined || found !== undefined) return found;
    const meant = nearest(text, words);
    this.#problems.error('unknown-value', place.span, `${capital(called)} has no value ${quote(text)}.`, {
      fix: `Write ${words.join(', ').replace(/, ([^,]*)$/u, ' or $1')}.`,
      ...(meant !== undefined && { replacement: meant }),
    });
    return undefined;
  }

  wrongType(span: Span, called: string, wanted: string, found: Node, replacement?: string): undefined {
    this.#problems.error(
      'wrong-type',
      span,
      `${capital(called)} must be ${wanted}, not ${describe(found)}.`,
      {
        ...(replacement !== undefined && { fix: `Write ${replacement}.`, replacement }),
      },
    );
    return undefined;
  }
}

const BOOLEAN_WORDS: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['on', true],
  ['true', true],
  ['no', false],
  ['off', false],
  ['false', false],
]);
