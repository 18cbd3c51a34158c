import { commands, type Disposable, l10n, Uri, window, workspace } from 'vscode';
import type { RunState } from '../../daemon/protocol/state.ts';
import { cleanLine } from '../../daemon/words/text.ts';
import { isReviewShown } from '../review/reviewTabs.ts';
import type { RunChange, RunStore } from '../runs/runStore.ts';
import type { Services } from '../services.ts';

/** A review that opens by itself is there by then, and needs no notification. */
const OPENED_MS = 1_500;

/** Tells the focused window when an artifact waits for review and when a run ends: each once, with the way there. */
export function registerNotifications({
  store,
  showRun,
}: Pick<Services, 'showRun'> & { store: RunStore }): Disposable {
  return store.onDidChange(changes => {
    for (const change of changes) if (concerns(change)) tell(change);
  });

  function tell({ run, before }: RunChange): void {
    const wanted = workspace.getConfiguration('fractale').get<string>('notifications', 'all');
    if (wanted === 'none' || before === undefined || before.status === run.status) return;
    if (run.status === 'waiting') setTimeout(() => tellWaiting(run.id), OPENED_MS);
    else if (wanted === 'all') tellEnd(run);
  }

  function tellWaiting(id: string): void {
    const run = store.run(id);
    if (run?.status !== 'waiting') return;
    const step = run.steps.findLast(({ attempts }) => attempts.at(-1)?.status === 'waiting');
    const attempt = step?.attempts.at(-1);
    if (step === undefined || attempt === undefined) return;
    const name = { run: run.id, step: step.id, attempt: attempt.number };
    if (isReviewShown(name)) return;
    const review = l10n.t('Review');
    const words = l10n.t(
      '{0}: {1} of step {2}, attempt {3}, waits for review.',
      cleanLine(run.plan.name),
      attempt.artifact?.name ?? l10n.t('The artifact'),
      step.id,
      attempt.number,
    );
    void window.showInformationMessage(words, review).then(chosen => {
      if (chosen === review) void commands.executeCommand('fractale.review.open', name);
    });
  }

  function tellEnd(run: RunState): void {
    const show = l10n.t('Show Run');
    const reason = run.reason === undefined ? '' : ` ${cleanLine(run.reason)}`;
    const name = cleanLine(run.plan.name);
    const then = (chosen: string | undefined): void => {
      if (chosen === show) void showRun(run.id, true);
    };
    if (run.status === 'succeeded')
      void window.showInformationMessage(l10n.t('{0} succeeded.', name), show).then(then);
    else if (run.status === 'failed')
      void window.showErrorMessage(l10n.t('{0} failed:{1}', name, reason), show).then(then);
    else if (run.status === 'interrupted')
      void window.showWarningMessage(l10n.t('{0} was interrupted:{1}', name, reason), show).then(then);
  }
}

/** A run of a plan in this window's folders, when this is the window that a person looks at. */
function concerns({ run }: RunChange): boolean {
  if (!window.state.focused || run.plan.file === undefined) return false;
  return workspace.getWorkspaceFolder(Uri.file(run.plan.file)) !== undefined;
}
