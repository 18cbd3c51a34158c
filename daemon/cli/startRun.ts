import { credentialsOf } from '../client/requestContext.ts';
import type { RunStartParams } from '../protocol/requests.ts';
import type { RunState } from '../protocol/state.ts';
import { UserError } from '../protocol/userError.ts';
import { cleanLine } from '../words/text.ts';
import { type Cli, note, say, sayJson, withDaemon } from './cli.ts';
import type { DaemonLink } from './daemonLink.ts';
import { EXIT, statusOfRun } from './exitStatus.ts';
import { type RunFlags, runOptions } from './flags.ts';
import { problemLines } from './render/problemLines.ts';
import { followRun } from './watch/followRun.ts';

export interface Start {
  readonly text: string;
  /** Absolute; absent when the plan was made from the command line. */
  readonly file?: string;
  /** The plan file as it was typed. */
  readonly shownAs?: string;
  readonly flags: RunFlags;
  readonly progress: 'stdout' | 'stderr';
}

/** Starts a run, shows it until it ends unless it is detached, and gives the exit status; `ended` with what it left. */
export async function startRun(
  cli: Cli,
  start: Start,
  ended: (state: RunState) => Promise<void> = async () => {},
): Promise<number> {
  // Ctrl-C before there is a run to cancel: it is cancelled as soon as there is.
  let interrupted = false;
  const stopListening = cli.onInterrupt(() => {
    if (interrupted) cli.exit(EXIT.cancelled);
    interrupted = true;
  });
  try {
    return await withDaemon(cli, async daemon => {
      const run = await ask(cli, daemon, start);
      stopListening();
      if (run === undefined) return EXIT.usage;
      if (interrupted) return cancelled(cli, daemon, run);
      const json = start.flags.json === true;
      if (start.flags.detach) return detached(cli, run, json);
      const state = await followRun(cli, { daemon, run, json, progress: start.progress });
      await ended(state);
      return statusOfRun(state);
    });
  } finally {
    stopListening();
  }
}

async function cancelled(cli: Cli, daemon: DaemonLink, run: string): Promise<number> {
  await daemon.request('run/cancel', { run });
  note(cli, `Run ${run} is cancelled.`);
  return EXIT.cancelled;
}

/** The new run's id; undefined when the plan was refused, and every problem was told. */
async function ask(cli: Cli, daemon: DaemonLink, start: Start): Promise<string | undefined> {
  const params: RunStartParams = {
    text: start.text,
    ...(start.file !== undefined && { file: start.file }),
    options: runOptions(start.flags, cli),
    credentials: credentialsOf(cli.env),
  };
  try {
    return (await daemon.request('run/start', params)).run;
  } catch (error) {
    const refused = error instanceof UserError && error.code === 'invalid-plan';
    if (!refused || error.problems === undefined || start.flags.json) throw error;
    note(cli, `${cli.err.bad('fractale:')} ${cleanLine(error.message)}`);
    if (start.shownAs === undefined) {
      for (const { message, fix } of error.problems) {
        note(cli, `  ${cleanLine(message)}`);
        if (fix !== undefined) note(cli, `  ${cleanLine(fix)}`);
      }
    } else {
      note(cli, ...problemLines(start.shownAs, start.text, error.problems, cli.err));
    }
    return undefined;
  }
}

function detached(cli: Cli, run: string, json: boolean): number {
  if (json) sayJson(cli, { run });
  else {
    say(cli, run);
    note(cli, `Watch it with:  fractale logs ${run} -f`, `How it stands:  fractale show ${run}`);
  }
  return EXIT.succeeded;
}
