import { commands, type Disposable, l10n, type TreeView, window } from 'vscode';
import { registerCommands } from '../commands/registerCommands.ts';
import { Disposables } from '../disposables.ts';
import type { RunStore } from '../runs/runStore.ts';
import type { Services } from '../services.ts';
import type { PlanFiles } from './planFiles.ts';
import type { PlanTree } from './planTree.ts';
import type { treeContribution } from './treeContribution.ts';
import type { OlderNode, TreeNode } from './treeNode.ts';
import { PLANS_VIEW, SETUP_VIEW } from './views.ts';

const TICK_MS = 1_000;

interface Needed extends Pick<Services, 'log'> {
  readonly store: RunStore;
  readonly plans: PlanFiles;
  readonly tree: PlanTree;
}

/** The two views of the container, their badge and what their welcome texts are chosen by. */
export function registerTree({ log, store, plans, tree }: Needed): { view: TreeView<TreeNode> } & Disposable {
  const disposables = new Disposables();
  const view = disposables.add(
    window.createTreeView(PLANS_VIEW, { treeDataProvider: tree, showCollapseAll: true }),
  );
  // It has a welcome text, and never rows.
  disposables.add(window.registerTreeDataProvider(SETUP_VIEW, NO_ROWS));
  for (const command of registerCommands<typeof treeContribution>(log, {
    'fractale.showOlderRuns': (node: OlderNode) => tree.showOlder(node),
  }))
    disposables.add(command);

  const badge = (): void => {
    const waiting = store.runs().filter(({ status }) => status === 'waiting').length;
    if ((view.badge?.value ?? 0) === waiting) return;
    const tooltip =
      waiting === 1 ? l10n.t('1 artifact to review') : l10n.t('{0} artifacts to review', waiting);
    view.badge = waiting === 0 ? undefined : { value: waiting, tooltip };
  };
  disposables.add(store.onDidChange(badge));

  const planKeys = (): void => {
    const paths = Object.fromEntries(plans.plans().map(({ uri }) => [uri.fsPath, true]));
    void commands.executeCommand('setContext', 'fractale.planPaths', paths);
    void commands.executeCommand('setContext', 'fractale.scanned', plans.scanned);
  };
  disposables.add(plans.onDidChange(planKeys));

  const clock = setInterval(() => {
    if (view.visible) tree.tick();
  }, TICK_MS);
  disposables.add({ dispose: () => clearInterval(clock) });
  return { view, dispose: () => disposables.dispose() };
}

const NO_ROWS = { getChildren: () => [], getTreeItem: () => ({}) };
