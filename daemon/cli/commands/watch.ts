import type { Commands } from '../commands.ts';
import { statusOfRun } from '../exitStatus.ts';
import { findRun } from '../runName.ts';
import { followRun } from '../watch/followRun.ts';

export function addWatch({ root, cli, does }: Commands): void {
  root
    .command('watch')
    .description('Show a run that was started elsewhere until it ends; Ctrl-C leaves it running')
    .argument('<run>', 'Id of a run, the beginning of one, or latest')
    .option('--json', 'Print every event as JSON, one a line')
    .action(
      does(async (name: string, flags: { json?: boolean }) => {
        const daemon = await cli.connect();
        try {
          const { id } = await findRun(daemon, name);
          const json = flags.json === true;
          return statusOfRun(
            await followRun(cli, { daemon, run: id, json, progress: 'stdout', onInterrupt: 'leave' }),
          );
        } finally {
          daemon.close();
        }
      }),
    );
}
