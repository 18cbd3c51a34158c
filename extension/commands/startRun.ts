import { commands, l10n, type Uri, window, workspace } from 'vscode';
import type { RunOptions } from '../../daemon/protocol/events.ts';
import { UserError } from '../../daemon/protocol/userError.ts';
import type { Services } from '../services.ts';
import { requireTrust } from './requireTrust.ts';
import { showProgress } from './runProgress.ts';

type Needed = Pick<Services, 'link' | 'store' | 'apiKey' | 'showRun'>;

/** Starts a run of a plan file, shows it in the tree and follows it until it ends. The result is its id. */
export async function startRun(
  services: Needed,
  plan: Uri,
  options: RunOptions,
): Promise<string | undefined> {
  requireTrust();
  const document = await workspace.openTextDocument(plan);
  if (document.isDirty) await document.save();
  try {
    const { run } = await services.link.request('run/start', {
      text: document.getText(),
      file: plan.fsPath,
      options,
      credentials: await services.apiKey.credentials(),
    });
    void showProgress(services, run);
    void services.showRun(run);
    return run;
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'invalid-plan' || error.problems === undefined)
      throw error;
    await showProblems(plan, error);
    return undefined;
  }
}

async function showProblems(plan: Uri, error: UserError): Promise<void> {
  const errors = (error.problems ?? []).filter(({ severity }) => severity === 'error');
  const first = errors[0];
  await window.showTextDocument(plan, { preserveFocus: false });
  const show = l10n.t('Show Problems');
  const message =
    errors.length === 1
      ? l10n.t('The plan cannot be run. Line {0}: {1}', first?.line ?? 1, first?.message ?? error.message)
      : l10n.t(
          'The plan cannot be run: {0} problems. The first, in line {1}: {2}',
          errors.length,
          first?.line ?? 1,
          first?.message ?? error.message,
        );
  void window.showErrorMessage(message, show).then(chosen => {
    if (chosen === show) void commands.executeCommand('workbench.actions.view.problems');
  });
}
