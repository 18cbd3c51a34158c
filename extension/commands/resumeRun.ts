import { l10n } from 'vscode';
import { canResume } from '../runs/runStatus.ts';
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
