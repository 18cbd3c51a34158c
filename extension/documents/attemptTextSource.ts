import { l10n } from 'vscode';
import type { Digest } from '../../daemon/protocol/events.ts';
import type { AttemptState } from '../../daemon/protocol/state.ts';
import { clean } from '../../daemon/words/text.ts';
import type { AttemptText } from './attemptUri.ts';

/** Where a text of an attempt comes from: the daemon's store, or the attempt's own state. */
export type TextSource = { readonly digest: Digest } | { readonly text: string } | undefined;

/** Undefined: the attempt has no such text, or not yet. */
export function attemptTextSource(attempt: AttemptState, which: AttemptText): TextSource {
  const digest = digestOf(attempt, which);
  if (digest !== undefined) return { digest };
  const cause = which === 'cause' ? attempt.verdict?.cause : undefined;
  return cause === undefined ? undefined : { text: `${clean(cause).trimEnd()}\n` };
}

function digestOf(attempt: AttemptState, which: AttemptText): Digest | undefined {
  switch (which) {
    case 'artifact':
      return attempt.artifact?.digest;
    case 'proposed':
      return attempt.proposed;
    case 'prompt':
      return attempt.prompt;
    case 'reply':
      return attempt.reply?.digest;
    case 'cause':
      return undefined;
  }
}

/** What is said in place of a text that is not there. */
export function noTextWords(which: AttemptText, attempt: AttemptState): string {
  const over = attempt.verdict !== undefined;
  switch (which) {
    case 'artifact':
    case 'proposed':
      return over
        ? l10n.t('This attempt ended before it had an artifact.')
        : l10n.t('There is no artifact yet. It is shown here when the model has proposed one.');
    case 'prompt':
      return over
        ? l10n.t('This attempt asked the model nothing.')
        : l10n.t('The prompt is not composed yet. It is shown here when it is.');
    case 'reply':
      return over
        ? l10n.t('The model gave no reply in this attempt.')
        : l10n.t('The model has not replied yet. Its reply is shown here when it has.');
    case 'cause':
      return over
        ? l10n.t('This attempt has no cause of a failure.')
        : l10n.t('This attempt is not over. If it fails, the cause is shown here.');
  }
}
