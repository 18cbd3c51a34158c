import { l10n, Uri, window } from 'vscode';
import { UserError } from '../../daemon/protocol/userError.ts';
import type { Services } from '../services.ts';
import { choosePlan } from './choose.ts';
import { runOptions } from './runOptions.ts';
import { startRun } from './startRun.ts';

/** Works one step anew, with earlier ones from the cache. From a step's row, or with a plan and a step's id. */
export async function runStep(
  services: Services,
  argument: unknown,
  id?: unknown,
): Promise<string | undefined> {
  const row = stepRow(argument);
  const file = row === undefined ? undefined : services.store.run(row.run)?.plan.file;
  if (row !== undefined && file === undefined)
    throw new UserError(
      'invalid-params',
      l10n.t('This run has no plan file'),
      l10n.t('Start it from the command line.'),
    );
  const plan = file === undefined ? await choosePlan(services.plans, argument) : Uri.file(file);
  if (plan === undefined) return undefined;
  const step = row?.step ?? (typeof id === 'string' ? id : await chooseStep(services, plan));
  return step === undefined ? undefined : startRun(services, plan, runOptions(plan, process.env, step));
}

async function chooseStep({ outline }: Services, plan: Uri): Promise<string | undefined> {
  const steps = (await outline(plan))?.steps ?? [];
  const items = steps.map(step => ({ label: step.id, description: step.agent }));
  if (items.length > 0)
    return (await window.showQuickPick(items, { title: l10n.t('Run Which Step?') }))?.label;
  void window.showInformationMessage(
    l10n.t('No step of this plan can be read. Its problems are marked in the file.'),
  );
  return undefined;
}

function stepRow(argument: unknown): { run: string; step: string } | undefined {
  if (typeof argument !== 'object' || argument === null || !('run' in argument) || !('step' in argument))
    return undefined;
  const { run, step } = argument;
  return typeof run === 'string' && typeof step === 'string' ? { run, step } : undefined;
}
