import { l10n, window } from 'vscode';
import { isOver } from '../runs/runStatus.ts';
import type { Services } from '../services.ts';
import { chooseRun } from './choose.ts';

export async function cancelRun({ link, store }: Services, argument: unknown): Promise<void> {
  const run = await chooseRun(store, argument, l10n.t('Cancel Which Run?'), state => !isOver(state));
  if (run === undefined) return;
  await link.request('run/cancel', { run: run.id });
  window.setStatusBarMessage(l10n.t('{0} is cancelled', run.plan.name), 5_000);
}
