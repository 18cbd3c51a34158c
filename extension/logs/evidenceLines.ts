import type { Verdict } from '../../daemon/protocol/verdict.ts';

/** What a verdict makes of a line: the one it hangs on, or one more that says that something failed. */
export type Evidence = 'key' | 'error';

/** Words of failure, where they are words and no part of a name. */
const ERROR =
  /(?<![\w./+-])(?:errors?|err!|fatal|fail(?:ed|ure)?|cannot|can't|could not|unable|denied|killed|aborted|traceback|exception|undefined|no such|not found|not available|no installation candidate)(?![\w/-]|\.\w|=)|(?:^|\s)E: |\b[A-Z]\w*Error\b|\bnon-zero\b/i;
const NO_ERROR = /\b(?:0|no|without) (?:errors?|failures?)\b/i;
const GAP = /^\[… \d{1,9} lines?\]$/;
const ALIKE = / \[and \d+ alike\]$/;
/** The builder's own words: an instruction's header, or its repetition at the end. */
const BUILDER =
  /^(?:---> |Step \d+\/\d+ : |\[[^\]]+\] |#\d+ \[)|returned a non-zero code: \d+$|exit code: \d+$/;
const VERTEX = /^#\d+ (?:\d+\.\d+ )?/;
const LEAST = 4;

/** Whether a line, seen by itself, says that something failed. */
export function saysError(line: string): boolean {
  return ERROR.test(line) && !NO_ERROR.test(line);
}

/** Finds in a log's lines those that a verdict's cause was distilled from. */
export class EvidenceLines {
  readonly #summary: string;
  readonly #whole = new Set<string>();
  readonly #cut: { readonly start: string; readonly end: string }[] = [];

  constructor({ summary, cause = '' }: Pick<Verdict, 'summary' | 'cause'>) {
    this.#summary = summary;
    const lines = cause
      .split('\n')
      .map(line => line.replace(ALIKE, '').trim())
      .filter(line => line.length >= LEAST && !GAP.test(line) && !BUILDER.test(line));
    // What only leads to the error stands in the cause too, and is not marked beside it.
    const errors = lines.filter(line => saysError(line) || this.#hangsOn(line));
    for (const line of errors.length > 0 ? errors : lines) {
      const at = line.indexOf(' … ');
      if (at === -1) this.#whole.add(line);
      else this.#cut.push({ start: line.slice(0, at), end: line.slice(at + 3) });
    }
  }

  of(line: string): Evidence | undefined {
    const text = line.replace(VERTEX, '').trim();
    const found =
      this.#whole.has(text) ||
      this.#cut.some(({ start, end }) => text.startsWith(start) && text.endsWith(end));
    if (!found) return undefined;
    return this.#hangsOn(text) ? 'key' : 'error';
  }

  #hangsOn(text: string): boolean {
    return text.length >= LEAST && this.#summary.includes(text.slice(0, 100));
  }
}
