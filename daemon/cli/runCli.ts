import { CommanderError } from 'commander';
import { UserError } from '../protocol/userError.ts';
import { agentArguments } from './agentArguments.ts';
import type { Cli } from './cli.ts';
import { EXIT } from './exitStatus.ts';
import { program } from './program.ts';
import { reportError } from './reportError.ts';

const DONE = ['commander.help', 'commander.helpDisplayed', 'commander.version'];

/** Does what the arguments say and gives the exit status; never throws. */
export async function runCli(cli: Cli, args: readonly string[]): Promise<number> {
  let status: number = EXIT.succeeded;
  const root = program(cli, ended => {
    status = ended;
  });
  try {
    if (args.length === 0) root.outputHelp();
    else await root.parseAsync(agentArguments(args, root), { from: 'user' });
    return status;
  } catch (error) {
    const json = args.includes('--json');
    if (!(error instanceof CommanderError)) return reportError(cli, error, json);
    // A command that only has sub-commands prints its help; without one of them it was not used right.
    if (DONE.includes(error.code)) return error.exitCode === 0 ? EXIT.succeeded : EXIT.usage;
    return reportError(cli, usageError(error), json);
  }
}

/** Commander's `error: what\n(Did you mean --this?)` as an error of ours. */
function usageError(error: CommanderError): UserError {
  const [first = '', ...hints] = error.message.replace(/^error: /, '').split('\n');
  const next = hints.map(hint => hint.replace(/^\((.*)\)$/, '$1')).join('\n');
  return new UserError(
    'invalid-params',
    first.charAt(0).toUpperCase() + first.slice(1),
    next === '' ? 'See fractale --help.' : next,
  );
}
