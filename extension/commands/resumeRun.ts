import { l10n } from 'vscode';
import type { RunState } from '../../daemon/protocol/state.ts';
import type { Services } from '../services.ts';
import { chooseRun } from './choose.ts';
import { requireTrust } from './requireTrust.ts';
import { showProgress } from './runProgress.ts';

export async function resumeRun(services: Services, argument: unknown): Promise<void> {
  requireTrust();
  const { link, store, apiKey } = services;
  const run = await chooseRun(store, argument, l10n.t('Resume Which Run?'), canResume);
  if (run === undefined) return;
  await link.request('run/resume', { run: run.id, credentials: await apiKey.credentials() });
  void showProgress(services, run.id);
}

/** What the machine or the provider did wrong, or a person stopped, can go on; what the attempts came to cannot. */
export function canResume({ status, category }: RunState): boolean {
  if (status === 'interrupted' || status === 'cancelled') return true;
  return status === 'failed' && category !== undefined && /^(?:infra|model)\.|^internal$/u.test(category);
}
