import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar } from 'yaml';
import type { Tokens } from '../protocol/events.ts';
import type { PlanProblem } from '../protocol/requests.ts';
import { UserError } from '../protocol/userError.ts';
import type { RecordedReply, Recording } from './recording.ts';

const TOKENS = { prompt: 0, output: 0, thoughts: 0, cached: 0, total: 0 } satisfies Tokens;
const KEYS = ['version', 'recorded', 'date', 'replies'];
const REPLY_KEYS = ['step', 'finish', 'tokens', 'text'];
const MAX_PROBLEMS = 20;

/**
 * Reads a recording. Of a reply, `finish` may be left out (`STOP`) and so may `tokens` (none).
 * Throws a `UserError` that holds every problem with its place; `file` is for its message.
 */
export function parseRecording(yaml: string, file: string): Recording {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const reader = new Reader(lines);
  for (const error of document.errors) reader.problem(error.pos, error.message);
  const recording = reader.recording(document.contents);

  const first = reader.problems[0];
  if (first !== undefined) {
    throw new UserError(
      'invalid-params',
      `${file}:${first.line}:${first.column}: not a recording: ${first.message}`,
      'Mend the file, or make a new one with `--record FILE`.',
      reader.problems.slice(0, MAX_PROBLEMS),
    );
  }
  return recording;
}

/** Reads what is there and notes what is wrong, so that all problems are named at once. */
class Reader {
  readonly problems: PlanProblem[] = [];
  readonly #lines: LineCounter;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  recording(node: unknown): Recording {
    const keys = this.#map(node, 'a recording', KEYS);
    const version = keys.get('version');
    if (!isScalar(version) || version.value !== 1)
      this.problem(range(version ?? node), '`version` must be 1');
    return {
      recorded: this.#text(keys.get('recorded'), node, '`recorded` (the name of the model)'),
      date: this.#text(keys.get('date'), node, '`date`'),
      replies: this.#list(keys.get('replies')).map(item => this.#reply(item)),
    };
  }

  problem([start = 0, end = start]: readonly number[], message: string): void {
    const from = this.#lines.linePos(start);
    const to = this.#lines.linePos(end);
    this.problems.push({
      severity: 'error',
      code: 'recording',
      message,
      line: Math.max(from.line, 1),
      column: Math.max(from.col, 1),
      endLine: Math.max(to.line, 1),
      endColumn: Math.max(to.col, 1),
    });
  }

  #reply(node: unknown): RecordedReply {
    const keys = this.#map(node, 'a reply', REPLY_KEYS);
    const finish = keys.get('finish');
    return {
      step: this.#text(keys.get('step'), node, '`step`'),
      finish: finish === undefined ? 'STOP' : this.#text(finish, node, '`finish`'),
      tokens: this.#tokens(keys.get('tokens')),
      text: this.#text(keys.get('text'), node, '`text`'),
    };
  }

  #tokens(node: Node | undefined): Tokens {
    const tokens: Record<keyof Tokens, number> = { ...TOKENS };
    if (node === undefined) return tokens;
    const keys = this.#map(node, '`tokens`', Object.keys(TOKENS));
    for (const key of Object.keys(TOKENS) as (keyof Tokens)[]) {
      const count = keys.get(key);
      if (count === undefined) continue;
      const value = isScalar(count) ? count.value : undefined;
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) tokens[key] = value;
      else this.problem(range(count), `\`${key}\` must be a count of tokens`);
    }
    return tokens;
  }

  #map(node: unknown, what: string, allowed: readonly string[]): Map<string, Node> {
    const keys = new Map<string, Node>();
    if (!isMap<Scalar, Node>(node)) {
      this.problem(range(node), `${what} must be a mapping with the keys ${allowed.join(', ')}`);
      return keys;
    }
    for (const { key, value } of node.items) {
      const name = String(key.value);
      if (!allowed.includes(name)) {
        this.problem(range(key), `unknown key \`${name}\`; the keys of ${what} are ${allowed.join(', ')}`);
      } else if (value !== null) keys.set(name, value);
    }
    return keys;
  }

  #list(node: Node | undefined): readonly unknown[] {
    if (isSeq(node)) return node.items;
    if (node !== undefined && !(isScalar(node) && node.value === null)) {
      this.problem(range(node), '`replies` must be a list');
    }
    return [];
  }

  #text(node: Node | undefined, parent: unknown, what: string): string {
    if (isScalar(node) && typeof node.value === 'string') return node.value;
    this.problem(range(node ?? parent), `${what} must be a text`);
    return '';
  }
}

function range(node: unknown): readonly number[] {
  const found = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  return Array.isArray(found) ? found : [];
}
