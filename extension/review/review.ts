import type { Uri } from 'vscode';
import { type Changes, changesOf, type Decisions } from './changes.ts';
import { type Hunk, hunksOf, linesOf } from './hunks.ts';
import { OPEN, type Phase } from './reviewPhase.ts';
import type { Against, ReviewRecord } from './reviewRecord.ts';
import { reviewKey, reviewUri } from './reviewUri.ts';

/** One artifact under review in this window: what is kept of it, and how it stands with the daemon. */
export class Review {
  readonly key: string;
  /** The right side. */
  readonly uri: Uri;
  /** The left side. */
  readonly comparedUri: Uri;
  /** When the left side last became another text; milliseconds since the epoch. */
  comparedAt = Date.now();
  phase: Phase = OPEN;
  /** This window is about to answer: what comes of it is not somebody else's doing. */
  answering = false;
  /** It is over, and what that means for its diff was done. */
  settled = false;
  /** The person was told that it is over. */
  told = false;
  /** It is over and said so; what stands in it is not edited any more. */
  frozen = false;
  #record: ReviewRecord;
  #hunks:
    | { readonly compared: string; readonly lines: readonly string[]; readonly hunks: readonly Hunk[] }
    | undefined;
  #changes: { readonly text: string; readonly decisions: Decisions; readonly changes: Changes } | undefined;

  constructor(record: ReviewRecord) {
    this.#record = record;
    this.key = reviewKey(record);
    this.uri = reviewUri(record, 'proposed', record.artifact);
    this.comparedUri = reviewUri(record, 'compared', record.artifact);
  }

  get record(): ReviewRecord {
    return this.#record;
  }

  /** Changes what is kept. Who calls it tells `Reviews` of it. */
  set(change: Partial<ReviewRecord>): void {
    const before = this.compared;
    this.#record = { ...this.#record, ...change };
    if (this.compared !== before) this.comparedAt = Math.max(Date.now(), this.comparedAt + 1);
  }

  /** Another text of the workspace file is compared; undefined when there is none now. */
  setSeen(seen: string | undefined): void {
    const { seen: _seen, ...rest } = this.#record;
    const before = this.compared;
    this.#record = { ...rest, ...(seen !== undefined && { seen }) };
    if (this.compared !== before) this.comparedAt = Math.max(Date.now(), this.comparedAt + 1);
  }

  /** The left side's text; empty for what does not exist. */
  get compared(): string {
    const { against, seen, before } = this.#record;
    return (against === 'file' ? seen : before?.text) ?? '';
  }

  get decisions(): Decisions {
    return this.#record.decisions[this.#record.against];
  }

  decide(decisions: Decisions, against: Against = this.#record.against): void {
    this.set({ decisions: { ...this.#record.decisions, [against]: decisions } });
  }

  /** From the left side to the proposal. */
  get hunks(): readonly Hunk[] {
    return this.#compare().hunks;
  }

  /** How `text`, the right side's, stands. */
  changes(text: string): Changes {
    const { lines, hunks } = this.#compare();
    const { decisions } = this;
    if (this.#changes?.text !== text || this.#changes.decisions !== decisions)
      this.#changes = { text, decisions, changes: changesOf(lines, hunks, decisions, linesOf(text)) };
    return this.#changes.changes;
  }

  #compare(): { readonly lines: readonly string[]; readonly hunks: readonly Hunk[] } {
    const { compared } = this;
    if (this.#hunks?.compared !== compared) {
      const lines = linesOf(compared);
      const proposal = linesOf(this.#record.proposal);
      // What is new as a whole is one change, whatever empty lines it has.
      const whole = { left: 0, right: 0, removed: lines, added: proposal };
      const hunks = compared === '' && proposal.length > 1 ? [whole] : hunksOf(lines, proposal);
      this.#hunks = { compared, lines, hunks };
      this.#changes = undefined;
    }
    return this.#hunks;
  }
}
