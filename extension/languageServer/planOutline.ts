/** Where a plan and its steps stand in a document, for what an editor shows beside them. Lines count from 0. */
export interface PlanOutline {
  readonly name: string;
  /** Line of the plan's first key. */
  readonly line: number;
  readonly steps: readonly StepOutline[];
}

export interface StepOutline {
  /** The agent's name where the plan gives none; empty while neither is written. */
  readonly id: string;
  readonly agent: string;
  readonly line: number;
  /** Line of the step's last value. */
  readonly endLine: number;
}

/** Request: the outline of an open document; null when it is no plan. */
export const OUTLINE_REQUEST = 'fractale/outline';
export interface OutlineParams {
  readonly uri: string;
}

/** Notification, server to client: the outline changed; null when the document is no plan any more. */
export const OUTLINE_CHANGED = 'fractale/outlineChanged';
export interface OutlineChangedParams {
  readonly uri: string;
  readonly outline: PlanOutline | null;
}
