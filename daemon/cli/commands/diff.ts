import type { AttemptState } from '../../protocol/state.ts';
import { UserError } from '../../protocol/userError.ts';
import { diffHunks } from '../../words/diffHunks.ts';
import { type Cli, say, sayJson, withDaemon } from '../cli.ts';
import type { Commands } from '../commands.ts';
import type { DaemonLink } from '../daemonLink.ts';
import { EXIT } from '../exitStatus.ts';
import { wholeNumber } from '../flags.ts';
import { diffText } from '../render/unifiedDiff.ts';
import { findAttempt, findRun, findStep, parseRunName } from '../runName.ts';

const EXAMPLES = `
Examples:
  fractale diff latest/image          the last two attempts
  fractale diff latest/image 1 3      attempt 1 against attempt 3`;

export function addDiff({ root, cli, does }: Commands): void {
  root
    .command('diff')
    .description('Show what changed between two attempts of a step')
    .argument('<run/step>', 'A step of a run; the run may be latest')
    .argument('[a]', 'An attempt', wholeNumber(1))
    .argument('[b]', 'Another attempt', wholeNumber(1))
    .option('--json', 'Print the lines with their numbers as JSON')
    .addHelpText('after', EXAMPLES)
    .action(
      does(async (name: string, a: number | undefined, b: number | undefined, flags: { json?: boolean }) => {
        await withDaemon(cli, daemon => diff(cli, daemon, name, [a, b], flags.json === true));
        return EXIT.succeeded;
      }),
    );
}

interface Side {
  readonly attempt: number;
  readonly what: 'proposed' | 'executed';
  readonly digest: string;
}

async function diff(
  cli: Cli,
  daemon: DaemonLink,
  name: string,
  numbers: readonly [number | undefined, number | undefined],
  json: boolean,
): Promise<void> {
  const named = parseRunName(name);
  if (named.step === undefined || named.attempt !== undefined) {
    throw new UserError(
      'invalid-params',
      `'${name}' names no step`,
      'Write RUN/STEP, and then two attempts.',
    );
  }
  const run = await findRun(daemon, named.run);
  const step = findStep(run, named.step);
  const [a, b] = numbers;
  let sides: readonly [Side, Side];
  if (a === undefined) sides = newest(step.attempts, name);
  else if (b === undefined)
    throw new UserError('invalid-params', 'A difference needs two attempts', 'Name the other one too.');
  else sides = [executed(findAttempt(run, step, a)), executed(findAttempt(run, step, b))];

  const [before, after] = sides;
  const [left, right] = await Promise.all(
    sides.map(async side => (await daemon.request('text/read', { digest: side.digest })).text),
  );
  if (left === undefined || right === undefined) return;
  if (json) {
    const end = ({ attempt, what }: Side) => ({ attempt, what });
    sayJson(cli, {
      run: run.id,
      step: step.id,
      before: end(before),
      after: end(after),
      hunks: diffHunks(left, right),
    });
    return;
  }
  const label = (side: Side) => `${step.id}/${side.attempt} ${side.what}`;
  const lines = diffText({ label: label(before), text: left }, { label: label(after), text: right }, cli.out);
  if (lines.length > 0) say(cli, ...lines);
  else if (before.attempt === after.attempt) say(cli, `Attempt ${after.attempt} was executed as proposed.`);
  else say(cli, `Attempts ${before.attempt} and ${after.attempt} are the same.`);
}

/** The last two attempts; with one attempt, what was proposed against what was executed. */
function newest(attempts: readonly AttemptState[], name: string): readonly [Side, Side] {
  const made = attempts.filter(attempt => attempt.artifact !== undefined);
  const last = made.at(-1);
  const before = made.at(-2);
  if (last === undefined) throw new UserError('unknown-attempt', `${name} has no artifact yet`);
  if (before !== undefined) return [executed(before), executed(last)];
  const side = executed(last);
  return [{ ...side, what: 'proposed', digest: last.proposed ?? side.digest }, side];
}

function executed(attempt: AttemptState): Side {
  if (attempt.artifact === undefined) {
    throw new UserError('unknown-text', `Attempt ${attempt.number} has no artifact`);
  }
  return { attempt: attempt.number, what: 'executed', digest: attempt.artifact.digest };
}
