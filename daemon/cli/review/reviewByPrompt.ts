import { basename } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { ReviewAnswer } from '../../protocol/requests.ts';
import type { AttemptState, RunState, StepState } from '../../protocol/state.ts';
import { UserError } from '../../protocol/userError.ts';
import { clean, cleanLine } from '../../words/text.ts';
import { count, when } from '../../words/units.ts';
import type { Cli, Output } from '../cli.ts';
import type { DaemonLink } from '../daemonLink.ts';
import type { Paint } from '../render/paint.ts';
import { diffText } from '../render/unifiedDiff.ts';
import { artifactWords, attemptNumber } from '../render/words.ts';
import { answererName } from './answererName.ts';
import { editorOf, editText } from './editText.ts';

export interface PromptOptions {
  readonly output: Output;
  readonly paint: Paint;
  /** Aborted when the question is no longer of use. */
  readonly signal: AbortSignal;
  /** Ctrl-C at the prompt, where the terminal sends no SIGINT. */
  readonly interrupt: () => void;
}

/**
 * Shows what waits and asks a person about it until there is an answer. False when it is left waiting.
 * Rejects when the answer did not count, and when the question was taken back.
 */
export async function reviewByPrompt(
  cli: Cli,
  daemon: DaemonLink,
  state: RunState,
  step: StepState,
  attempt: AttemptState,
  options: PromptOptions,
): Promise<boolean> {
  const { output, paint, signal } = options;
  const write = (...lines: readonly string[]) => lines.forEach(line => void output.write(`${line}\n`));
  const text = await artifactText(daemon, attempt);
  signal.throwIfAborted();
  write('', ...(await question(daemon, step, attempt, text, paint)), '');

  const answer = (decision: ReviewAnswer['decision'], words?: string) =>
    daemon.request('review/answer', {
      run: state.id,
      step: step.id,
      attempt: attempt.number,
      decision,
      by: answererName(),
      ...(words !== undefined && { text: words }),
    });
  const editor = editorOf(cli.env);
  const choices = [
    '(a)ccept',
    ...(editor === undefined ? [] : [`(e)dit with ${basename(cleanLine(editor).split(' ')[0] ?? '')}`]),
    '(r)eject',
    '(l)eave it waiting',
  ];

  for (;;) {
    const choice = (await ask(cli, options, `${choices.join(' · ')} ? `))?.trim().toLowerCase();
    switch (choice) {
      case 'a':
      case 'accept':
        await answer('accept');
        return true;
      case 'e':
      case 'edit': {
        if (editor === undefined) {
          write('Set VISUAL or EDITOR to edit here, or answer with: fractale review RUN --edit FILE');
          break;
        }
        const edited = await edit(editor, attempt, text, options);
        if (edited === text) write('Nothing was changed.');
        if (edited === undefined || edited === text) break;
        write(...diffText({ label: 'proposed', text }, { label: 'edited', text: edited }, paint));
        await answer('edit', edited);
        return true;
      }
      case 'r':
      case 'reject': {
        const words = (await ask(cli, options, 'What should be different? '))?.trim();
        if (!words) {
          write('A rejection needs words: they go to the model.');
          break;
        }
        await answer('reject', words);
        return true;
      }
      case undefined:
      case 'l':
      case 'leave':
        write(`It waits. Answer with: fractale review ${state.id}/${step.id}`);
        return false;
      default:
        write('Type a, e, r or l.');
    }
  }
}

async function question(
  daemon: DaemonLink,
  step: StepState,
  attempt: AttemptState,
  text: string,
  paint: Paint,
): Promise<string[]> {
  const number = attemptNumber(step, attempt.number);
  const words = attempt.artifact === undefined ? '' : artifactWords(attempt.artifact, attempt.change);
  const deadline = attempt.review?.deadline;
  const until = deadline === undefined ? '' : ` until ${when(deadline)}`;
  const head = `${paint.strong(paint.name(step.id))} ${number} proposes ${words}, and waits for a person${until}`;
  const edits =
    attempt.edits.length === 0
      ? []
      : [paint.faint(`preflight repaired it in ${count(attempt.edits.length, 'place')}`)];
  const before = step.attempts.findLast(
    candidate => candidate.number < attempt.number && candidate.artifact !== undefined,
  );
  if (before === undefined) return [head, ...edits, '', ...clean(text).trimEnd().split('\n')];
  const difference = diffText(
    { label: `attempt ${before.number}`, text: await artifactText(daemon, before) },
    { label: `attempt ${attempt.number}`, text },
    paint,
  );
  return [head, ...edits, '', ...(difference.length > 0 ? difference : ['It is the same as before.'])];
}

/** The text as the editor left it; undefined, and said why, when the editor failed. */
async function edit(
  editor: string,
  attempt: AttemptState,
  text: string,
  options: PromptOptions,
): Promise<string | undefined> {
  try {
    return await editText(editor, attempt.artifact?.name ?? 'artifact', text, options.signal);
  } catch (error) {
    options.signal.throwIfAborted();
    options.output.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}

async function artifactText(daemon: DaemonLink, attempt: AttemptState): Promise<string> {
  if (attempt.artifact === undefined) throw new UserError('unknown-text', 'The attempt has no artifact');
  return (await daemon.request('text/read', { digest: attempt.artifact.digest })).text;
}

/** One line from the person; undefined at the end of the input. */
async function ask(cli: Cli, options: PromptOptions, words: string): Promise<string | undefined> {
  const lines = createInterface({ input: cli.stdin, output: options.output, terminal: true, historySize: 0 });
  const closed = new Promise<undefined>(resolve => lines.once('close', () => resolve(undefined)));
  lines.on('SIGINT', options.interrupt);
  try {
    return await Promise.race([lines.question(words, { signal: options.signal }), closed]);
  } catch (error) {
    options.output.write('\n');
    throw error;
  } finally {
    lines.close();
  }
}
