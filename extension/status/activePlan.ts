import { commands, type Disposable, window } from 'vscode';
import { Disposables } from '../disposables.ts';
import { canResume, isOver } from '../runs/runStatus.ts';
import type { RunStore } from '../runs/runStore.ts';
import type { PlanFiles } from '../tree/planFiles.ts';

/** How the newest run of the plan in the active editor stands. */
type ActivePlan = 'none' | 'active' | 'resumable' | 'over';

/** Keeps the context key `fractale.activePlan`, by which the editor's title shows what can be done. */
export function followActivePlan(plans: PlanFiles, store: RunStore): Disposable {
  const disposables = new Disposables();
  let told: ActivePlan | undefined;
  const look = (): void => {
    const now = activePlan(plans, store);
    if (now === told) return;
    told = now;
    void commands.executeCommand('setContext', 'fractale.activePlan', now);
  };
  disposables.add(plans.onDidChange(look));
  disposables.add(store.onDidChange(look));
  disposables.add(window.onDidChangeActiveTextEditor(look));
  return disposables;
}

/** Undefined where there is no plan. */
function activePlan(plans: PlanFiles, store: RunStore): ActivePlan | undefined {
  const uri = window.activeTextEditor?.document.uri;
  if (uri === undefined || plans.plan(uri) === undefined) return undefined;
  const newest = store.runs().find(({ plan }) => plan.file === uri.fsPath);
  if (newest === undefined) return 'none';
  if (!isOver(newest)) return 'active';
  return canResume(newest) ? 'resumable' : 'over';
}
