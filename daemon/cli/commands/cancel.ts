import { say, sayJson, withDaemon } from '../cli.ts';
import type { Commands } from '../commands.ts';
import { EXIT } from '../exitStatus.ts';
import { findRun } from '../runName.ts';

export function addCancel({ root, cli, does }: Commands): void {
  root
    .command('cancel')
    .description('Cancel a run and what it executes')
    .argument('<run>', 'Id of a run, the beginning of one, or latest')
    .option('--json', 'Print the run and its status as JSON')
    .action(
      does(async (name: string, flags: { json?: boolean }) => {
        const { run, status } = await withDaemon(cli, async daemon => {
          const { id } = await findRun(daemon, name);
          return { run: id, ...(await daemon.request('run/cancel', { run: id })) };
        });
        if (flags.json) sayJson(cli, { run, status });
        else if (status === 'succeeded' || status === 'failed')
          say(cli, `Run ${run} had ended before: ${status}.`);
        else say(cli, `Run ${run} is ${status === 'cancelled' ? status : 'being cancelled'}.`);
        return EXIT.succeeded;
      }),
    );
}
