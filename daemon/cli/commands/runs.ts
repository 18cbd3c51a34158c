import { say, sayJson, withDaemon } from '../cli.ts';
import type { Commands } from '../commands.ts';
import { EXIT } from '../exitStatus.ts';
import { wholeNumber } from '../flags.ts';
import { runsTable } from '../render/runsTable.ts';

const DEFAULT_LIMIT = 20;

export function addRuns({ root, cli, does }: Commands): void {
  root
    .command('runs')
    .description('List runs, the newest first')
    .option('--limit <n>', 'At most this many', wholeNumber(1), DEFAULT_LIMIT)
    .option('--json', 'Print the runs as a JSON array of their states')
    .action(
      does(async (flags: { limit: number; json?: boolean }) => {
        const runs = await withDaemon(cli, daemon => daemon.request('run/list', { limit: flags.limit }));
        if (flags.json) sayJson(cli, runs);
        else if (runs.length === 0) say(cli, 'There are no runs yet. Start one with: fractale run PLAN');
        else
          say(cli, ...runsTable(runs, cli.now(), cli.out, cli.stdout.isTTY ? cli.stdout.columns : undefined));
        return EXIT.succeeded;
      }),
    );
}
