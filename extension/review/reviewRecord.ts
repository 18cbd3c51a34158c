import type { AttemptName } from '../../daemon/protocol/requests.ts';
import { type Decisions, UNDECIDED } from './changes.ts';
import type { Hunk } from './hunks.ts';

/** What a proposal is compared with. */
export type Against = 'file' | 'before';

/** All that a review needs to be there again after a reload, without the daemon. */
export interface ReviewRecord extends AttemptName {
  readonly purpose: 'answer' | 'workspace';
  /** The artifact's file name. */
  readonly artifact: string;
  readonly proposal: string;
  /** The workspace file that accepting writes; absent when there is none to write. */
  readonly file?: string;
  /** Its text when it was compared; absent when it did not exist. */
  readonly seen?: string;
  readonly before?: { readonly attempt: number; readonly text: string };
  readonly against: Against;
  /** The text under review, as it was saved. */
  readonly text: string;
  /** When it was saved; milliseconds since the epoch. The same after a reload, or the editor sees a conflict. */
  readonly savedAt: number;
  /** A person closed its diff: it is not opened by itself again. */
  readonly closed?: boolean;
  readonly decisions: Readonly<Record<Against, Decisions>>;
}

/** Reads what `JSON.stringify` wrote; undefined when it is not a record, of another version say. */
export function parseRecord(json: string): ReviewRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const {
    run,
    step,
    attempt,
    purpose,
    artifact,
    proposal,
    file,
    seen,
    before,
    against,
    text,
    savedAt,
    decisions,
  } = value;
  if (![run, step, artifact, proposal, text].every(isString) || ![attempt, savedAt].every(Number.isInteger))
    return undefined;
  if (purpose !== 'answer' && purpose !== 'workspace') return undefined;
  if (against !== 'file' && against !== 'before') return undefined;
  if (![file, seen].every(part => part === undefined || isString(part))) return undefined;
  if (
    before !== undefined &&
    !(isObject(before) && Number.isInteger(before.attempt) && isString(before.text))
  )
    return undefined;
  const of = isObject(decisions) ? decisions : {};
  return {
    ...(value as unknown as ReviewRecord),
    decisions: { file: decisionsOf(of.file), before: decisionsOf(of.before) },
  };
}

function decisionsOf(value: unknown): Decisions {
  if (!isObject(value)) return UNDECIDED;
  const hunks = (list: unknown) => (Array.isArray(list) ? list.filter(isHunk) : []);
  return { accepted: hunks(value.accepted), rejected: hunks(value.rejected) };
}

/** Also what a command got as its argument. */
export function isHunk(value: unknown): value is Hunk {
  if (!isObject(value)) return false;
  const lines = (list: unknown) => Array.isArray(list) && list.every(isString);
  return (
    Number.isInteger(value.left) &&
    Number.isInteger(value.right) &&
    lines(value.removed) &&
    lines(value.added)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}
