import type { Uri } from 'vscode';

/** A row of the tree. Only names: what a row shows is read from the stores when it is drawn. */
export type TreeNode = PlanNode | ElsewhereNode | OlderNode | RunNode | StepNode | AttemptNode;

export interface PlanNode {
  readonly kind: 'plan';
  readonly id: string;
  readonly uri: Uri;
}
/** Runs whose plan is not in this window's folders. */
export interface ElsewhereNode {
  readonly kind: 'elsewhere';
  readonly id: string;
}
/** Stands for the runs of its parent that are not listed yet. */
export interface OlderNode {
  readonly kind: 'older';
  readonly id: string;
  readonly parent: PlanNode | ElsewhereNode;
}
export interface RunNode {
  readonly kind: 'run';
  readonly id: string;
  readonly parent: PlanNode | ElsewhereNode;
  readonly run: string;
}
export interface StepNode {
  readonly kind: 'step';
  readonly id: string;
  readonly parent: RunNode;
  readonly run: string;
  readonly step: string;
}
export interface AttemptNode {
  readonly kind: 'attempt';
  readonly id: string;
  readonly parent: StepNode;
  readonly run: string;
  readonly step: string;
  readonly attempt: number;
}
