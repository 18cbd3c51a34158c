import { commands, l10n, ViewColumn } from 'vscode';
import type { AttemptName } from '../../daemon/protocol/requests.ts';
import type { Action, FromDetails } from '../../webview/messages.ts';
import { openText, uriOfText } from '../documents/openAttemptText.ts';
import type { RunStore } from '../runs/runStore.ts';
import { attemptBefore } from './attemptBefore.ts';
import { neighbor } from './attemptButtons.ts';
import { compare } from './compareAttempts.ts';

const COMMANDS: Readonly<Partial<Record<Action, string>>> = {
  review: 'fractale.review.open',
  accept: 'fractale.acceptIntoWorkspace',
  artifact: 'fractale.openArtifact',
  prompt: 'fractale.openPrompt',
  reply: 'fractale.openReply',
  cause: 'fractale.openCause',
  log: 'fractale.openLog',
  compare: 'fractale.compareAttempts',
};

/** Does what a person asked for in the details view. */
export async function actOnAttempt(
  store: RunStore,
  name: AttemptName,
  asked: Exclude<FromDetails, { type: 'ready' }>,
  show: (name: AttemptName) => void,
): Promise<void> {
  const found = store.attempt(name);
  if (found === undefined) return;
  const { step, attempt } = found;
  if (asked.type === 'line')
    return openText(uriOfText(name, 'artifact', attempt), asked.line, ViewColumn.Active);
  const command = COMMANDS[asked.action];
  if (command !== undefined) return void (await commands.executeCommand(command, name));
  if (asked.action === 'change') {
    const before = attemptBefore(step, attempt.number);
    return before && compare(store, { ...name, attempt: before.number }, name);
  }
  if (asked.action === 'repairs') {
    const title = l10n.t('{0}, attempt {1}: proposed ↔ repaired', name.step, name.attempt);
    const [proposed, artifact] = [uriOfText(name, 'proposed', attempt), uriOfText(name, 'artifact', attempt)];
    return void (await commands.executeCommand('vscode.diff', proposed, artifact, title));
  }
  if (asked.action !== 'previous' && asked.action !== 'next') return;
  const number = neighbor(step, attempt.number, asked.action);
  if (number !== undefined) show({ ...name, attempt: number });
}
