import type { Node } from 'yaml';
import type { Edit } from './edits.ts';
import type { Place } from './planSyntax.ts';
import type { PlanVocabulary } from './planVocabulary.ts';

export interface QuickFix {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** One problem with all that a fix of it needs. The offsets are those of the problem's range. */
export interface Broken {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly root: Node | null;
  /** What stands where the problem starts. */
  readonly place: Place | undefined;
  readonly vocabulary: PlanVocabulary;
  /** What the plan can be called. */
  readonly name: string;
}
