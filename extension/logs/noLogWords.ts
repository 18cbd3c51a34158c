import { l10n } from 'vscode';
import type { AttemptState } from '../../daemon/protocol/state.ts';
import { cleanLine } from '../../daemon/words/text.ts';
import { stageWords } from '../words.ts';

/** What stands in place of a log that has no lines. `attempt` is undefined while it is not known. */
export function noLogWords(attempt: AttemptState | undefined): string {
  if (attempt === undefined) return l10n.t('Waiting for the daemon.');
  const { verdict, execution, stage } = attempt;
  if (verdict !== undefined) {
    if (execution !== undefined) return l10n.t('This attempt printed nothing.');
    const summary = cleanLine(verdict.summary);
    return l10n.t('This attempt has no log: it ended before anything was executed. {0}', summary);
  }
  if (execution !== undefined) return l10n.t('Nothing has been printed yet.');
  if (stage === undefined) return l10n.t('There is no log yet.');
  return l10n.t(
    'There is no log yet: nothing has been executed so far. Now: {0}.',
    stageWords(stage).toLowerCase(),
  );
}
