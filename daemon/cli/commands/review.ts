import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ReviewAnswer } from '../../protocol/requests.ts';
import type { AttemptState, RunState, StepState } from '../../protocol/state.ts';
import { UserError } from '../../protocol/userError.ts';
import { type Cli, say, sayJson, withDaemon } from '../cli.ts';
import type { Commands } from '../commands.ts';
import type { DaemonLink } from '../daemonLink.ts';
import { EXIT } from '../exitStatus.ts';
import { answererName } from '../review/answererName.ts';
import { reviewByPrompt } from '../review/reviewByPrompt.ts';
import { findRun, findStep, parseRunName } from '../runName.ts';

interface ReviewFlags {
  readonly accept?: boolean;
  readonly edit?: string;
  readonly reject?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  fractale review latest                      shows what waits, and asks
  fractale review latest --accept
  fractale review latest/image --edit Dockerfile
  fractale review latest --reject "use Debian's package, do not compile"`;

export function addReview({ root, cli, does }: Commands): void {
  root
    .command('review')
    .description('Answer a run that waits for a review')
    .argument('<run[/step]>', 'A run, or a step of it; the run may be latest')
    .option('--accept', 'Execute it as it is')
    .option('--edit <file>', 'Execute this text instead')
    .option('--reject <words>', 'Do not execute it; the words go to the model')
    .option('--json', 'Print the answer as JSON')
    .addHelpText('after', EXAMPLES)
    .action(
      does(async (name: string, flags: ReviewFlags) => {
        await withDaemon(cli, daemon => review(cli, daemon, name, flags));
        return EXIT.succeeded;
      }),
    );
}

async function review(cli: Cli, daemon: DaemonLink, name: string, flags: ReviewFlags): Promise<void> {
  const answer = await answerOf(cli, flags);
  const named = parseRunName(name);
  const run = await findRun(daemon, named.run);
  const { step, attempt } = waitingAttempt(run, named.step, named.attempt);
  if (answer === undefined) return ask(cli, daemon, run, step, attempt);
  await daemon.request('review/answer', {
    run: run.id,
    step: step.id,
    attempt: attempt.number,
    by: answererName(),
    ...answer,
  });
  const { decision } = answer;
  if (flags.json) sayJson(cli, { run: run.id, step: step.id, attempt: attempt.number, decision });
  else
    say(
      cli,
      `${step.id}/${attempt.number} of run ${run.id}: ${{ accept: 'accepted', edit: 'edited', reject: 'rejected' }[decision]}.`,
    );
}

async function ask(
  cli: Cli,
  daemon: DaemonLink,
  run: RunState,
  step: StepState,
  attempt: AttemptState,
): Promise<void> {
  if (!cli.stdin.isTTY || !cli.stdout.isTTY) {
    throw new UserError(
      'invalid-params',
      'There is no terminal to ask on',
      'Answer with --accept, --edit FILE or --reject WORDS.',
    );
  }
  const leave = new AbortController();
  try {
    await reviewByPrompt(cli, daemon, run, step, attempt, {
      output: cli.stdout,
      paint: cli.out,
      signal: leave.signal,
      interrupt: () => leave.abort(),
    });
  } catch (error) {
    if (!leave.signal.aborted) throw error;
    say(cli, `It waits. Answer with: fractale review ${run.id}/${step.id}`);
  }
}

async function answerOf(
  cli: Cli,
  flags: ReviewFlags,
): Promise<Pick<ReviewAnswer, 'decision' | 'text'> | undefined> {
  const given = [flags.accept, flags.edit, flags.reject].filter(flag => flag !== undefined);
  if (given.length > 1) {
    throw new UserError(
      'invalid-params',
      'A review has one answer',
      'Give one of --accept, --edit and --reject.',
    );
  }
  if (flags.accept) return { decision: 'accept' };
  if (flags.reject !== undefined) {
    if (flags.reject.trim() === '')
      throw new UserError('invalid-params', 'A rejection needs words: they go to the model');
    return { decision: 'reject', text: flags.reject };
  }
  if (flags.edit === undefined) return undefined;
  try {
    return { decision: 'edit', text: await readFile(resolve(cli.cwd, flags.edit), 'utf8') };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError('invalid-params', `Cannot read ${flags.edit}: ${reason}`);
  }
}

function waitingAttempt(
  run: RunState,
  step: string | undefined,
  number: number | undefined,
): { step: StepState; attempt: AttemptState } {
  const steps = step === undefined ? run.steps : [findStep(run, step)];
  for (const candidate of steps) {
    const attempt = candidate.attempts.find(
      ({ status, number: its }) => status === 'waiting' && (number === undefined || its === number),
    );
    if (attempt !== undefined) return { step: candidate, attempt };
  }
  throw new UserError(
    'not-waiting',
    `Run ${run.id} waits for no review`,
    `How it stands: fractale show ${run.id}`,
  );
}
