import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import type { Problems, Remedy, Span } from './problems.ts';

const MOST_CHARS = 1024 * 1024;
const MOST_ALIASES = 100;
const MOST_SYNTAX_PROBLEMS = 20;

/** A parsed YAML text whose aliases are followed on demand, so that no bomb of aliases is ever expanded. */
export class YamlText {
  readonly root: Node | null;
  readonly #document: Document.Parsed;
  readonly #problems: Problems;
  #aliases = 0;

  private constructor(document: Document.Parsed, problems: Problems) {
    this.#document = document;
    this.#problems = problems;
    this.root = document.contents;
  }

  /** Undefined when the text is no YAML document; then `problems` says why. */
  static parse(text: string, problems: Problems): YamlText | undefined {
    if (text.length > MOST_CHARS) {
      problems.error('too-large', { start: MOST_CHARS, end: text.length }, 'A plan is at most 1 MiB.', {
        fix: 'Move long texts into files.',
      });
      return undefined;
    }
    const control = /[^\P{Cc}\t\n\r]/u.exec(text);
    if (control !== null) {
      const code = (control[0].codePointAt(0) ?? 0).toString(16).padStart(2, '0');
      problems.error('not-text', spanAt(control.index, 1), `Here is a control character (0x${code}).`, {
        fix: 'Save the plan as plain UTF-8 text.',
      });
      return undefined;
    }
    // Keys are compared by us: the library compares each with each, and a megabyte of keys would take minutes.
    const document = parseDocument(text, {
      uniqueKeys: false,
      prettyErrors: false,
      schema: 'core',
      merge: false,
    });
    for (const error of document.errors.slice(0, MOST_SYNTAX_PROBLEMS)) reportSyntax(error, text, problems);
    for (const warning of document.warnings.slice(0, MOST_SYNTAX_PROBLEMS)) {
      problems.warning('yaml-warning', spanOf(warning), `${warning.message}.`);
    }
    return problems.failed ? undefined : new YamlText(document, problems);
  }

  get isEmpty(): boolean {
    return this.root === null || (isScalar(this.root) && this.root.value === null);
  }

  /** The node that an alias stands for, or the node itself. */
  follow(node: unknown): Node | null {
    if (!isAlias(node)) return isMap(node) || isSeq(node) || isScalar(node) ? node : null;
    this.#aliases += 1;
    const span = nodeSpan(node);
    if (this.#aliases > MOST_ALIASES) {
      if (this.#aliases === MOST_ALIASES + 1) {
        this.#problems.error('too-many-aliases', span, `A plan follows at most ${MOST_ALIASES} aliases.`);
      }
      return null;
    }
    const target = this.#targetOf(node);
    if (target === undefined) {
      this.#problems.error('unknown-alias', span, `No anchor &${node.source} stands before this alias.`, {
        fix: 'Put text that starts with * in quotes.',
        replacement: JSON.stringify(`*${node.source}`),
      });
    }
    return target ?? null;
  }

  #targetOf(alias: Alias): Node | undefined {
    let target: Node | undefined;
    visit(this.#document, {
      Node(_key, node) {
        if (node === alias) return visit.BREAK;
        if (!isAlias(node) && 'anchor' in node && node.anchor === alias.source) target = node;
        return undefined;
      },
    });
    // An alias inside the node it names would never end.
    return target !== undefined && contains(target, alias) ? undefined : target;
  }
}

export function nodeSpan(node: Node): Span {
  const [start, end] = node.range ?? [0, 0];
  return { start, end };
}

/** Where a node that may be absent stands. */
export function itemSpan(item: unknown, otherwise: Span): Span {
  const range = (item as Node | null)?.range;
  return range ? { start: range[0], end: range[1] } : otherwise;
}

export function spanAt(start: number, length: number): Span {
  return { start, end: start + length };
}

function contains(node: Node, alias: Alias): boolean {
  let found = false;
  visit(node, {
    Alias(_key, inner) {
      if (inner !== alias) return undefined;
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

function spanOf(error: YAMLError): Span {
  return { start: error.pos[0], end: error.pos[1] };
}

function reportSyntax(error: YAMLError, text: string, problems: Problems): void {
  const span = spanOf(error);
  if (error.code === 'MULTIPLE_DOCS') {
    problems.error(
      'several-documents',
      span,
      'A plan file holds one YAML document; here a second one starts.',
      {
        fix: 'Remove the --- line, or put the other document into a file of its own.',
      },
    );
    return;
  }
  const message = error.code === 'RESOURCE_EXHAUSTION' ? 'The YAML is nested too deep.' : `${error.message}.`;
  problems.error('yaml-syntax', span, message, remedyFor(error, text.slice(span.start, span.end)));
}

function remedyFor(error: YAMLError, source: string): Remedy {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { fix: 'Indent with spaces.', replacement: '  ' };
    case 'BAD_DQ_ESCAPE':
      return { fix: 'Double the backslash, or use single quotes.', replacement: `\\${source}` };
    case 'BAD_SCALAR_START':
      return { fix: 'Put the value in quotes.' };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        fix: 'Put a value that holds ": " in quotes, and give the keys of one mapping one indentation.',
      };
    case 'MULTILINE_IMPLICIT_KEY':
      return { fix: 'End the key with a colon and a space, or indent the line into the value above.' };
    case 'MISSING_CHAR':
      return { fix: 'Close the quote or the bracket, or add the missing separator.' };
    case 'BAD_INDENT':
      return { fix: 'Close the bracket, or indent its lines deeper than the key.' };
    default:
      return {};
  }
}
