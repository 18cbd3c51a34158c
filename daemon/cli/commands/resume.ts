import { credentialsOf } from '../../client/requestContext.ts';
import { note, say, sayJson } from '../cli.ts';
import type { Commands } from '../commands.ts';
import { EXIT, statusOfRun } from '../exitStatus.ts';
import { findRun } from '../runName.ts';
import { followRun } from '../watch/followRun.ts';

export function addResume({ root, cli, does }: Commands): void {
  root
    .command('resume')
    .description('Go on with an interrupted run where it stopped')
    .argument('<run>', 'Id of a run, the beginning of one, or latest')
    .option('--json', 'Print every further event as JSON, one a line')
    .option('--detach', 'Go on with the run, print its id and leave')
    .action(
      does(async (name: string, flags: { json?: boolean; detach?: boolean }) => {
        const daemon = await cli.connect();
        try {
          const from = await findRun(daemon, name);
          await daemon.request('run/resume', { run: from.id, credentials: credentialsOf(cli.env) });
          if (flags.detach) {
            if (flags.json) sayJson(cli, { run: from.id });
            else say(cli, from.id);
            return EXIT.succeeded;
          }
          if (!flags.json) note(cli, `goes on with run ${from.id}`);
          const json = flags.json === true;
          return statusOfRun(await followRun(cli, { daemon, run: from.id, from, json, progress: 'stdout' }));
        } finally {
          daemon.close();
        }
      }),
    );
}
