import { dirname } from 'node:path';
import { type Uri, workspace } from 'vscode';
import { engineEnvironment } from '../../daemon/client/requestContext.ts';
import type { RunOptions } from '../../daemon/protocol/events.ts';

/** How a run that is started from this window is asked for: the settings, read for the plan's folder. */
export function runOptions(plan: Uri, env: NodeJS.ProcessEnv, step?: string): RunOptions {
  const settings = workspace.getConfiguration('fractale', plan);
  const model = settings.get<string>('model', '').trim() || env.FRACTALE_MODEL;
  const review = settings.get<string>('review', 'plan');
  return {
    cwd: workspace.getWorkspaceFolder(plan)?.uri.fsPath ?? dirname(plan.fsPath),
    environment: engineEnvironment(env),
    ...(model && { defaultModel: model }),
    ...((review === 'ask' || review === 'auto') && { review }),
    ...(settings.get<boolean>('useCache', false) && { useCache: true }),
    ...(step !== undefined && { step }),
  };
}
