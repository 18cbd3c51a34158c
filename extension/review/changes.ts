import { type Hunk, hunksOf, merged, sameHunk, sameLines } from './hunks.ts';

/** What a person decided about the hunks of a proposal. What is in neither list stands in the text, undecided. */
export interface Decisions {
  readonly accepted: readonly Hunk[];
  readonly rejected: readonly Hunk[];
}

export const UNDECIDED: Decisions = { accepted: [], rejected: [] };

/** A change as the reviewed text shows it, from line `line` (from 0) and with the lines that stand there now. */
export interface Change {
  /** `edited`: differs from what the decisions alone would give; `hunk` is then that edit, not one of the proposal's. */
  readonly kind: 'open' | 'accepted' | 'rejected' | 'edited';
  readonly hunk: Hunk;
  readonly line: number;
  readonly lines: readonly string[];
}

export interface Changes {
  /** In the order of the text. */
  readonly list: readonly Change[];
  /** The decisions, set right by what the text shows: an undo in the editor takes them back too. */
  readonly decisions: Decisions;
  readonly total: number;
  readonly kept: number;
  readonly edited: boolean;
}

interface Slot {
  readonly hunk: Hunk;
  readonly rejected: boolean;
  /** Where it stands in the text that the decisions alone give. */
  readonly start: number;
  readonly lines: readonly string[];
}

/**
 * How a reviewed text stands: `hunks` lead from `left` to the proposal, `text` is what the review has now. The
 * decisions say where each hunk is, exactly; only what a person typed is found by comparing.
 */
export function changesOf(
  left: readonly string[],
  hunks: readonly Hunk[],
  decided: Decisions,
  text: readonly string[],
): Changes {
  const among = (list: readonly Hunk[], hunk: Hunk) => list.some(other => sameHunk(other, hunk));
  let rejected = new Set(hunks.filter(hunk => among(decided.rejected, hunk)));
  const accepted = new Set(hunks.filter(hunk => among(decided.accepted, hunk) && !rejected.has(hunk)));
  let slots = slotsOf(hunks, rejected);
  let edits = editsOf(left, hunks, rejected, text);
  const turned = slots.filter(slot => edits.some(edit => turnsOver(edit, slot)));
  if (turned.length > 0) {
    const turns = new Set(turned.map(({ hunk }) => hunk));
    rejected = new Set(hunks.filter(hunk => rejected.has(hunk) !== turns.has(hunk)));
    for (const hunk of turns) accepted.delete(hunk);
    slots = slotsOf(hunks, rejected);
    edits = editsOf(left, hunks, rejected, text);
  }
  const whole = slots.filter(slot => !edits.some(edit => touches(edit, slot)));
  const list = [
    ...whole.map((slot): Change => {
      const before = edits.filter(edit => edit.left + edit.removed.length <= slot.start);
      const line = before.reduce((at, edit) => at + edit.added.length - edit.removed.length, slot.start);
      const kind = slot.rejected ? 'rejected' : accepted.has(slot.hunk) ? 'accepted' : 'open';
      return { kind, hunk: slot.hunk, line, lines: slot.lines };
    }),
    ...edits.map((edit): Change => ({ kind: 'edited', hunk: edit, line: edit.right, lines: edit.added })),
  ].sort((a, b) => a.line - b.line);
  return {
    list,
    decisions: { accepted: [...accepted], rejected: [...rejected] },
    total: hunks.length,
    kept: hunks.length - rejected.size,
    edited: edits.length > 0,
  };
}

/** The decisions taken over to another left text: a change that is the same there is decided there too. */
export function carried(
  decided: Decisions,
  hunks: readonly Hunk[],
  same: (a: Hunk, b: Hunk) => boolean,
): Decisions {
  const of = (list: readonly Hunk[]) => hunks.filter(hunk => list.some(other => same(other, hunk)));
  return { accepted: of(decided.accepted), rejected: of(decided.rejected) };
}

function slotsOf(hunks: readonly Hunk[], rejected: ReadonlySet<Hunk>): Slot[] {
  let shift = 0;
  return hunks.map(hunk => {
    const lines = rejected.has(hunk) ? hunk.removed : hunk.added;
    const slot = { hunk, rejected: rejected.has(hunk), start: hunk.left + shift, lines };
    shift += lines.length - hunk.removed.length;
    return slot;
  });
}

function editsOf(
  left: readonly string[],
  hunks: readonly Hunk[],
  rejected: ReadonlySet<Hunk>,
  text: readonly string[],
): Hunk[] {
  const expected = merged(left, hunks, hunk => !rejected.has(hunk));
  return sameLines(expected, text) ? [] : hunksOf(expected, text);
}

/** Whether an edit is just the hunk decided the other way: by undo and redo, or the editor's own revert arrow. */
function turnsOver(edit: Hunk, { hunk, rejected, start, lines }: Slot): boolean {
  const other = rejected ? hunk.added : hunk.removed;
  return edit.left === start && sameLines(edit.removed, lines) && sameLines(edit.added, other);
}

function touches(edit: Hunk, { start, lines }: Slot): boolean {
  const [from, to] = [edit.left, edit.left + edit.removed.length];
  const end = start + lines.length;
  if (lines.length === 0 || from === to)
    return lines.length === 0 ? from <= start && start <= to : start < from && from < end;
  return from < end && start < to;
}
