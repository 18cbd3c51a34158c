import { l10n, Uri } from 'vscode';
import { UserError } from '../../daemon/protocol/userError.ts';
import { isOver } from '../runs/runStatus.ts';
import type { Services } from '../services.ts';
import { chooseRun } from './choose.ts';
import { startRun } from './startRun.ts';

/** Runs the plan file as it is now, asked for in the same way as the run before. */
export async function retryRun(services: Services, argument: unknown): Promise<string | undefined> {
  const run = await chooseRun(services.store, argument, l10n.t('Retry Which Run?'), isOver);
  if (run === undefined) return undefined;
  if (run.plan.file === undefined) {
    throw new UserError(
      'invalid-params',
      l10n.t('This run has no plan file: it was started from the command line'),
      l10n.t('Start it there again.'),
    );
  }
  return startRun(services, Uri.file(run.plan.file), run.options);
}
