import type { ExtensionContext, LogOutputChannel, Uri } from 'vscode';
import type { DaemonLink } from './daemon/daemonLink.ts';
import type { ApiKey } from './keys/apiKey.ts';
import type { PlanOutline } from './languageServer/planOutline.ts';
import type { RunStore } from './runs/runStore.ts';
import type { Setup } from './status/setup.ts';
import type { PlanFiles } from './tree/planFiles.ts';
import type { PlanTree } from './tree/planTree.ts';

/** What the composition root makes and hands to the features, each of which takes what it needs. */
export interface Services {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly link: DaemonLink;
  readonly store: RunStore;
  readonly plans: PlanFiles;
  readonly tree: PlanTree;
  readonly apiKey: ApiKey;
  readonly setup: Setup;
  /** Reveals a run's row; with `select`, the view gets the focus. Waits for a run that has just begun. */
  showRun(run: string, select?: boolean): Promise<void>;
  /** A plan file's steps with their lines; undefined for what is no plan. */
  outline(plan: Uri): Promise<PlanOutline | undefined>;
}
