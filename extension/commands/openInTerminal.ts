import { delimiter } from 'node:path';
import { l10n, window } from 'vscode';
import { isOver } from '../runs/runStatus.ts';
import type { Services } from '../services.ts';
import { chooseRun } from './choose.ts';
import { requireTrust } from './requireTrust.ts';

/** Hands a run over to the command line: a terminal that has `fractale`, showing the run there. */
export async function openInTerminal(services: Services, argument: unknown): Promise<void> {
  requireTrust();
  const run = await chooseRun(services.store, argument, l10n.t('Open Which Run?'), () => true);
  if (run === undefined) return;
  const bin = services.context.asAbsolutePath('dist/bin');
  const terminal = window.createTerminal({
    name: `fractale ${run.id}`,
    cwd: run.options.cwd,
    env: {
      PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
      // The command runs on the editor's own Node, since there may be no other.
      FRACTALE_NODE: process.execPath,
      ...(process.env.FRACTALE_HOME && { FRACTALE_HOME: process.env.FRACTALE_HOME }),
    },
  });
  terminal.show();
  terminal.sendText(`fractale ${isOver(run) ? 'show' : 'watch'} ${run.id}`);
}
