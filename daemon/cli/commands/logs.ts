import type { RunState } from '../../protocol/state.ts';
import { UserError } from '../../protocol/userError.ts';
import type { Cli } from '../cli.ts';
import type { Commands } from '../commands.ts';
import { isLost } from '../daemonLink.ts';
import { EXIT } from '../exitStatus.ts';
import { LogPrinter } from '../logs/logPrinter.ts';
import type { LogChoice } from '../logs/logsOf.ts';
import { Wake } from '../logs/wake.ts';
import { findAttempt, findRun, findStep, parseRunName, type RunName } from '../runName.ts';
import { watchUntilEnd } from '../watch/watchUntilEnd.ts';

const EXAMPLES = `
Without an attempt, the newest of each step is printed. Examples:
  fractale logs latest
  fractale logs latest/image/1
  fractale logs latest -f`;

interface LogFlags {
  readonly follow?: boolean;
  readonly json?: boolean;
}

export function addLogs({ root, cli, does }: Commands): void {
  root
    .command('logs')
    .description('Print what executing printed: builds and jobs')
    .argument('<run[/step[/n]]>', 'A run, a step of it, or one attempt; the run may be latest')
    .option('-f, --follow', 'Go on with what comes, until the run ends')
    .option('--json', 'Print the lines with their numbers as JSON, one a line')
    .addHelpText('after', EXAMPLES)
    .action(
      does(async (name: string, flags: LogFlags) => {
        await logs(cli, parseRunName(name), flags);
        return EXIT.succeeded;
      }),
    );
}

async function logs(cli: Cli, name: RunName, flags: LogFlags): Promise<void> {
  const daemon = await cli.connect();
  try {
    const run = await findRun(daemon, name.run);
    const choice = choose(run, name);
    const printer = new LogPrinter(cli, choice, flags.json === true);
    if (flags.follow && run.finishedAt === undefined && run.status !== 'interrupted') {
      await follow(cli, printer, run, daemon);
      return;
    }
    await printer.print(daemon, run);
    if (printer.printed === 0 && !flags.json) {
      throw new UserError(
        'unknown-attempt',
        'Nothing was executed yet, so there is no log',
        `How it stands: fractale show ${run.id}`,
      );
    }
  } finally {
    daemon.close();
  }
}

/** Which attempts are meant: of each step its newest and what comes after it, or the one that was named. */
function choose(run: RunState, name: RunName): LogChoice {
  if (name.step === undefined)
    return { from: new Map(run.steps.map(step => [step.id, newest(step.attempts)])) };
  const step = findStep(run, name.step);
  if (name.attempt === undefined) return { from: new Map([[step.id, newest(step.attempts)]]) };
  findAttempt(run, step, name.attempt);
  return { from: new Map([[step.id, name.attempt]]), only: true };
}

/** The newest attempt that executed something. */
function newest(attempts: RunState['steps'][number]['attempts']): number {
  return attempts.findLast(attempt => attempt.execution !== undefined)?.number ?? 1;
}

async function follow(
  cli: Cli,
  printer: LogPrinter,
  run: RunState,
  first: Awaited<ReturnType<Cli['connect']>>,
): Promise<void> {
  const wake = new Wake();
  let daemon = first;
  let state = run;
  let ended = false;
  const watching = watchUntilEnd({
    run: run.id,
    from: run,
    daemon: first,
    reconnect: () => cli.connect(),
    listener: {
      event(event, now) {
        state = now;
        const executing = event.type === 'execution.started' || event.type === 'execution.adopted';
        if (executing) printer.follow(daemon, now);
        wake.up();
      },
      connected(link) {
        daemon = link;
        link.on('log/grown', () => wake.up());
        printer.follow(link, state);
        wake.up();
      },
      lost() {},
    },
  }).finally(() => {
    ended = true;
    wake.up();
  });
  // Reported below, where it is awaited.
  watching.catch(() => undefined);
  while (!ended) {
    const woken = wake.next();
    await printer.print(daemon, state).catch(ignoreLost);
    await woken;
  }
  await watching;
  const last = await cli.connect();
  try {
    await printer.print(last, state);
  } finally {
    last.close();
  }
}

/** What could not be read over a lost connection is read over the next one. */
function ignoreLost(error: unknown): void {
  if (!isLost(error)) throw error;
}
