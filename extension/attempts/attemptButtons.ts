import { l10n } from 'vscode';
import type { AttemptState, StepState } from '../../daemon/protocol/state.ts';
import type { Button } from '../../webview/messages.ts';

/** The buttons below the verdict. They stay where they are: one whose text is not there yet is only off. */
export function attemptButtons(step: StepState, attempt: AttemptState): Button[] {
  const over = attempt.verdict !== undefined;
  const missing = over ? l10n.t('This attempt has none') : l10n.t('Not there yet');
  const button = (action: Button['action'], label: string, there: boolean): Button => ({
    action,
    label,
    ...(!there && { off: missing }),
  });
  const artifact = attempt.artifact !== undefined;
  const others = artifact && step.attempts.some(({ number }) => number !== attempt.number);
  return [
    ...(attempt.status === 'waiting'
      ? [{ action: 'review', label: l10n.t('Review Artifact'), primary: true } as const]
      : []),
    button('artifact', l10n.t('Artifact'), artifact),
    button('log', l10n.t('Log'), attempt.execution !== undefined),
    button('prompt', l10n.t('Prompt'), attempt.prompt !== undefined),
    button('reply', l10n.t('Reply'), attempt.reply !== undefined),
    {
      action: 'compare',
      label: l10n.t('Compare with…'),
      ...(!artifact && { off: missing }),
      ...(artifact && !others && { off: l10n.t('It is the only attempt of this step') }),
    },
    ...(attempt.status === 'waiting'
      ? []
      : [
          {
            ...button('accept', l10n.t('Accept into Workspace'), artifact && over),
            ...(attempt.status === 'succeeded' && artifact && { primary: true as const }),
          },
        ]),
  ];
}

/** To the attempt before or after this one in its step. */
export function neighborButton(
  step: StepState,
  { number }: AttemptState,
  action: 'previous' | 'next',
): Button {
  const there = neighbor(step, number, action) !== undefined;
  if (action === 'previous')
    return {
      action,
      label: l10n.t('Previous Attempt'),
      ...(!there && { off: l10n.t('This is the first attempt') }),
    };
  return {
    action,
    label: l10n.t('Next Attempt'),
    ...(!there && { off: l10n.t('This is the newest attempt') }),
  };
}

/** The number of the attempt before or after one. */
export function neighbor(step: StepState, number: number, which: 'previous' | 'next'): number | undefined {
  const numbers = step.attempts.map(attempt => attempt.number);
  return which === 'previous'
    ? numbers.findLast(other => other < number)
    : numbers.find(other => other > number);
}
