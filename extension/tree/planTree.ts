import { type Disposable, EventEmitter, type TreeDataProvider, type TreeItem, Uri } from 'vscode';
import type { RunState } from '../../daemon/protocol/state.ts';
import { Disposables } from '../disposables.ts';
import type { RunChange, RunStore } from '../runs/runStore.ts';
import { changedRows } from './changedRows.ts';
import type { PlanFiles } from './planFiles.ts';
import { RowPace } from './rowPace.ts';
import type {
  AttemptNode,
  ElsewhereNode,
  OlderNode,
  PlanNode,
  RunNode,
  StepNode,
  TreeNode,
} from './treeNode.ts';
import { attemptRow, elsewhereRow, olderRow, planRow, runRow, runTooltip, stepRow } from './treeRow.ts';

/** Newest runs listed under a plan before a person asks for the others. */
const LISTED = 50;

/** Plans → runs → steps → attempts. Each row is drawn anew only when what it shows has changed. */
export class PlanTree implements TreeDataProvider<TreeNode>, Disposable {
  readonly #store: RunStore;
  readonly #plans: PlanFiles;
  readonly #nodes = new Map<string, TreeNode>();
  /** By the path of a plan file. */
  readonly #parents = new Map<string, PlanNode | ElsewhereNode>();
  readonly #whole = new Set<string>();
  readonly #changed = new EventEmitter<TreeNode[] | undefined>();
  readonly #pace = new RowPace<TreeNode>(rows => this.#changed.fire(rows));
  readonly #disposables = new Disposables();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: RunStore, plans: PlanFiles) {
    this.#store = store;
    this.#plans = plans;
    this.#disposables.add(this.#changed);
    this.#disposables.add(this.#pace);
    this.#disposables.add(plans.onDidChange(() => this.#onPlans()));
    this.#disposables.add(store.onDidChange(changes => this.#onChanges(changes)));
    this.#disposables.add(store.onDidDrop(run => this.#onDrop(run)));
  }

  getChildren(node?: TreeNode): TreeNode[] {
    if (node === undefined) return this.#roots();
    if (node.kind === 'plan' || node.kind === 'elsewhere') return this.#runsOf(node);
    if (node.kind === 'run')
      return (this.#store.run(node.run)?.steps ?? []).map(({ id }) => this.#stepNode(node, id));
    if (node.kind === 'step')
      return this.#attempts(node).map(({ number }) => this.#attemptNode(node, number));
    return [];
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return 'parent' in node ? node.parent : undefined;
  }

  getTreeItem(node: TreeNode): TreeItem {
    const now = Date.now();
    switch (node.kind) {
      case 'plan':
        return planRow(node, this.#plans.plan(node.uri), this.#states(node));
      case 'elsewhere':
        return elsewhereRow(node);
      case 'older':
        return olderRow(node, this.#states(node.parent).length - LISTED);
      case 'run':
        return runRow(node, this.#run(node), now);
      case 'step': {
        const run = this.#run(node);
        const step = run.steps.find(({ id }) => id === node.step);
        if (step === undefined) throw new Error(`no step ${node.step}`);
        return stepRow(node, step, run.status, now);
      }
      case 'attempt': {
        const attempt = this.#attempts(node.parent).find(({ number }) => number === node.attempt);
        if (attempt === undefined) throw new Error(`no attempt ${node.attempt}`);
        return attemptRow(node, attempt, now);
      }
    }
  }

  resolveTreeItem(item: TreeItem, node: TreeNode): TreeItem {
    if (node.kind === 'run') item.tooltip = runTooltip(this.#run(node));
    return item;
  }

  /** The row of a run, for `reveal`. */
  runNode(run: RunState): RunNode {
    return this.#runNode(this.#parentOf(run), run.id);
  }

  /** The row of an attempt, for `reveal`. */
  attemptRow(run: RunState, step: string, attempt: number): AttemptNode {
    return this.#attemptNode(this.#stepNode(this.runNode(run), step), attempt);
  }

  showOlder(node: OlderNode): void {
    this.#whole.add(node.parent.id);
    this.#pace.changed([node.parent]);
  }

  /** Draws the rows anew whose time goes on. */
  tick(): void {
    const rows: TreeNode[] = [];
    for (const run of this.#store.runs()) {
      if (run.status !== 'running' && run.status !== 'waiting') continue;
      const node = this.runNode(run);
      if (this.#nodes.has(node.id)) rows.push(node);
    }
    this.#pace.changed(rows);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #onPlans(): void {
    this.#parents.clear();
    this.#pace.changed();
  }

  #onChanges(changes: readonly RunChange[]): void {
    const rows = new Set<TreeNode>();
    for (const { run, before } of changes) {
      const parent = this.#parentOf(run);
      if (before === undefined) {
        // The first run of another folder makes a root of its own.
        if (parent.kind === 'elsewhere') {
          this.#pace.changed();
          continue;
        }
        rows.add(parent);
        continue;
      }
      const node = this.#runNode(parent, run.id);
      const changed = changedRows(before, run);
      if (changed.run) rows.add(node);
      else {
        for (const step of changed.steps) rows.add(this.#stepNode(node, step));
        for (const { step, attempt } of changed.attempts)
          rows.add(this.#attemptNode(this.#stepNode(node, step), attempt));
      }
    }
    this.#pace.changed(rows);
  }

  #onDrop(run: RunState): void {
    const node = this.runNode(run);
    const children = run.steps.flatMap(({ id, attempts }) => {
      const step = `${node.id}/${id}`;
      return [step, ...attempts.map(({ number }) => `${step}/${number}`)];
    });
    for (const id of [node.id, ...children]) this.#nodes.delete(id);
    this.#pace.changed([node.parent]);
  }

  #roots(): TreeNode[] {
    const plans = this.#plans.plans().map(({ uri }) => this.#planNode(uri));
    const elsewhere = this.#elsewhere();
    return this.#states(elsewhere).length === 0 ? plans : [...plans, elsewhere];
  }

  #runsOf(node: PlanNode | ElsewhereNode): TreeNode[] {
    const runs = this.#states(node);
    const listed = this.#whole.has(node.id) ? runs : runs.slice(0, LISTED);
    const rows: TreeNode[] = listed.map(({ id }) => this.#runNode(node, id));
    if (listed.length === runs.length) return rows;
    return [...rows, this.#node<OlderNode>({ kind: 'older', id: `older:${node.id}`, parent: node })];
  }

  #states(node: PlanNode | ElsewhereNode): RunState[] {
    return this.#store.runs().filter(run => this.#parentOf(run) === node);
  }

  #parentOf({ plan: { file } }: RunState): PlanNode | ElsewhereNode {
    if (file === undefined) return this.#elsewhere();
    const known = this.#parents.get(file);
    if (known !== undefined) return known;
    const plan = this.#plans.plan(Uri.file(file));
    const parent = plan === undefined ? this.#elsewhere() : this.#planNode(plan.uri);
    this.#parents.set(file, parent);
    return parent;
  }

  #run({ run }: RunNode | StepNode): RunState {
    const state = this.#store.run(run);
    if (state === undefined) throw new Error(`no run ${run}`);
    return state;
  }

  #attempts(node: StepNode) {
    return this.#store.run(node.run)?.steps.find(({ id }) => id === node.step)?.attempts ?? [];
  }

  #planNode(uri: Uri): PlanNode {
    return this.#node<PlanNode>({ kind: 'plan', id: `plan:${uri}`, uri });
  }

  #elsewhere(): ElsewhereNode {
    return this.#node<ElsewhereNode>({ kind: 'elsewhere', id: 'elsewhere' });
  }

  #runNode(parent: PlanNode | ElsewhereNode, run: string): RunNode {
    return this.#node<RunNode>({ kind: 'run', id: `${parent.id}/${run}`, parent, run });
  }

  #stepNode(parent: RunNode, step: string): StepNode {
    return this.#node<StepNode>({ kind: 'step', id: `${parent.id}/${step}`, parent, run: parent.run, step });
  }

  #attemptNode(parent: StepNode, attempt: number): AttemptNode {
    const { run, step } = parent;
    return this.#node<AttemptNode>({
      kind: 'attempt',
      id: `${parent.id}/${attempt}`,
      parent,
      run,
      step,
      attempt,
    });
  }

  /** One object for each row: the editor knows rows by identity. */
  #node<T extends TreeNode>(made: T): T {
    const known = this.#nodes.get(made.id);
    if (known !== undefined) return known as T;
    this.#nodes.set(made.id, made);
    return made;
  }
}
