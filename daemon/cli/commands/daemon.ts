import type { DaemonStatus } from '../../protocol/requests.ts';
import { clean } from '../../words/text.ts';
import { count, duration, size, when } from '../../words/units.ts';
import { type Cli, say, sayJson, withDaemon } from '../cli.ts';
import type { Commands } from '../commands.ts';
import { type DaemonLink, isLost } from '../daemonLink.ts';
import { EXIT } from '../exitStatus.ts';
import { pairs } from '../render/table.ts';

export function addDaemon({ root, cli, does }: Commands): void {
  const parent = root
    .command('daemon')
    .description('Start, stop or look at the daemon that owns the runs')
    .helpCommand(false);
  parent
    .command('start')
    .description('Start the daemon, if none runs; every other command does so too')
    .option('--json', 'Print its status as JSON')
    .action(
      does(async (flags: { json?: boolean }) => {
        const status = await withDaemon(cli, daemon => daemon.request('daemon/status', null));
        if (flags.json) sayJson(cli, status);
        else say(cli, `The daemon runs, process ${status.pid}.`);
        return EXIT.succeeded;
      }),
    );
  parent
    .command('stop')
    .description('End the daemon, if no run is worked on')
    .option('--force', 'Interrupt the runs that are worked on; they can be resumed')
    .option('--json', 'Print what was done as JSON')
    .action(does((flags: { force?: boolean; json?: boolean }) => stop(cli, flags)));
  parent
    .command('status')
    .description('Show the daemon, its clients and what it works on')
    .option('--json', 'Print the status as JSON')
    .action(does((flags: { json?: boolean }) => status(cli, flags.json === true)));
}

async function stop(cli: Cli, flags: { force?: boolean; json?: boolean }): Promise<number> {
  let daemon: DaemonLink | undefined;
  try {
    daemon = await cli.attach();
  } catch (error) {
    if (!flags.force || !isLost(error)) throw error;
    return endSilent(cli, flags.json === true);
  }
  if (daemon === undefined) {
    if (flags.json) sayJson(cli, { stopping: false, runs: [] });
    else say(cli, 'No daemon runs.');
    return EXIT.succeeded;
  }
  try {
    const gone = new Promise<void>(resolve => daemon.onClose(resolve));
    const answer = await daemon.request('daemon/stop', { force: flags.force === true });
    if (answer.stopping) await gone;
    if (flags.json) {
      sayJson(cli, answer);
    } else if (answer.stopping) {
      say(cli, 'The daemon has ended.');
      for (const run of answer.runs)
        say(cli, `Run ${run} is interrupted. Go on with: fractale resume ${run}`);
    } else {
      say(cli, `The daemon works on ${count(answer.runs.length, 'run')}: ${answer.runs.join(', ')}`);
      say(cli, 'Cancel them, or interrupt them with: fractale daemon stop --force');
    }
    return answer.stopping ? EXIT.succeeded : EXIT.failed;
  } finally {
    daemon.close();
  }
}

/** Forced, a daemon that does not answer is ended like any process; the next one goes on with its runs. */
async function endSilent(cli: Cli, json: boolean): Promise<number> {
  const stopping = await cli.endDaemon();
  if (json) sayJson(cli, { stopping, runs: [] });
  else say(cli, stopping ? 'The daemon did not answer, and was ended.' : 'No daemon runs.');
  return EXIT.succeeded;
}

async function status(cli: Cli, json: boolean): Promise<number> {
  const daemon = await cli.attach();
  if (daemon === undefined) {
    if (json) sayJson(cli, { pid: null, version: cli.version, clients: [], runs: [] });
    else say(cli, 'No daemon runs. Every command that needs it starts it; so does: fractale daemon start');
    return EXIT.missing;
  }
  try {
    const found = await daemon.request('daemon/status', null);
    if (json) sayJson(cli, found);
    else say(cli, ...statusLines(found, cli));
    return EXIT.succeeded;
  } finally {
    daemon.close();
  }
}

function statusLines(found: DaemonStatus, cli: Cli): string[] {
  const clients = found.clients.map(({ name, pid }) => `${clean(name)} (${pid})`).join(', ');
  return pairs(
    [
      ['process', String(found.pid)],
      ['version', `${found.version} (build ${found.build})`],
      ['since', `${when(found.startedAt)}, for ${duration(cli.now() - found.startedAt)}`],
      ['home', found.home],
      ['socket', found.socket],
      ['log', found.log],
      ['memory', `${size(found.memory.rss)}, heap ${size(found.memory.heapUsed)}`],
      ['clients', clients === '' ? 'none' : clients],
      ['runs', found.runs.length === 0 ? 'none' : found.runs.join(', ')],
    ],
    cli.out.faint,
  );
}
