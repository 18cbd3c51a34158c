import { l10n, ProgressLocation, window } from 'vscode';
import type { RunState } from '../../daemon/protocol/state.ts';
import { isOver } from '../runs/runStatus.ts';
import type { Services } from '../services.ts';
import { attemptWords, joined } from '../words.ts';

type Needed = Pick<Services, 'link' | 'store'>;

/** A progress notification that lasts as long as the run is worked on; its Cancel cancels the run. */
export async function showProgress({ link, store }: Needed, run: string): Promise<void> {
  const title = store.run(run)?.plan.name ?? l10n.t('Run');
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  await window.withProgress(options, async (progress, token) => {
    await new Promise<void>(resolve => {
      const look = (): void => {
        const state = store.run(run);
        if (state === undefined) return;
        if (isOver(state)) {
          subscription.dispose();
          resolve();
        } else progress.report({ message: progressWords(state) });
      };
      const subscription = store.onDidChange(changes => {
        if (changes.some(change => change.run.id === run)) look();
      });
      token.onCancellationRequested(() => {
        progress.report({ message: l10n.t('Cancelling') });
        // The run's end, or the lost connection, is told by the store.
        link.request('run/cancel', { run }).catch(() => undefined);
      });
      look();
    });
  });
}

/** `image, attempt 2: Building (3 instructions done)`. */
export function progressWords(run: RunState): string {
  const step = run.steps.findLast(({ status }) => status === 'running');
  const attempt = step?.attempts.at(-1);
  if (step === undefined) return l10n.t('Starting');
  if (attempt === undefined) return step.id;
  return joined(l10n.t('{0}, attempt {1}', step.id, attempt.number), attemptWords(attempt));
}
