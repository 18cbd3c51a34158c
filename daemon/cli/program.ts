import { Command } from 'commander';
import type { Cli } from './cli.ts';
import { addAgents } from './commands/agent.ts';
import { addAsk } from './commands/ask.ts';
import { addCancel } from './commands/cancel.ts';
import { addDaemon } from './commands/daemon.ts';
import { addDiff } from './commands/diff.ts';
import { addDoctor } from './commands/doctor.ts';
import { addLaterCommands } from './commands/later.ts';
import { addLogs } from './commands/logs.ts';
import { addResume } from './commands/resume.ts';
import { addReview } from './commands/review.ts';
import { addRun } from './commands/run.ts';
import { addRuns } from './commands/runs.ts';
import { addShow } from './commands/show.ts';
import { addValidate } from './commands/validate.ts';
import { addWatch } from './commands/watch.ts';
import type { Commands } from './commands.ts';

const AFTER = `
Environment:
  GEMINI_API_KEY          the key for Gemini models
  GOOGLE_GEMINI_BASE_URL  another address for them
  FRACTALE_MODEL          the model, when neither a flag nor the plan names one
  FRACTALE_HOME           where the daemon keeps its state
  DOCKER_HOST, KUBECONFIG and their like choose the engine, as usual

Examples:
  fractale run plans/quickstart.yaml
  fractale agent build lammps --environment "google cloud CPU" --outfile Dockerfile
  fractale doctor`;

/** The `fractale` command with everything it can do; `ended` is told the exit status of what ran. */
export function program(cli: Cli, ended: (status: number) => void): Command {
  const root = new Command('fractale')
    .description(
      'Fractale: agents that make software run somewhere new, in attempts against the real engine.',
    )
    .version(cli.version, '-V, --version', 'Print the version')
    .helpOption('-h, --help', 'Print help')
    .configureHelp({
      subcommandTerm: term,
    })
    .configureOutput({
      writeOut: text => cli.stdout.write(text),
      writeErr: text => cli.stdout.write(text),
      // Told by what catches the error.
      outputError: () => undefined,
      getOutHelpWidth: () => Math.min(cli.stdout.columns ?? 100, 100),
      getErrHelpWidth: () => Math.min(cli.stdout.columns ?? 100, 100),
    })
    .enablePositionalOptions()
    .exitOverride()
    .addHelpText('after', AFTER);

  const commands: Commands = {
    root,
    cli,
    does:
      work =>
      async (...args) =>
        ended(await work(...args)),
  };
  root.commandsGroup('Work:');
  addAgents(commands);
  addRun(commands);
  addResume(commands);
  addCancel(commands);
  addReview(commands);
  root.commandsGroup('Look:');
  addRuns(commands);
  addShow(commands);
  addWatch(commands);
  addLogs(commands);
  addDiff(commands);
  root.commandsGroup('Prepare:');
  addValidate(commands);
  addDoctor(commands);
  addAsk(commands);
  addDaemon(commands);
  root.addHelpCommand(
    root.createCommand('help').argument('[command]').description('Print help for a command'),
  );
  addLaterCommands(commands);
  return root;
}

/** A command in a list of commands: its name and arguments; that it has flags goes without saying. */
function term(command: Command): string {
  const names = command.registeredArguments.map(argument => {
    const name = `${argument.name()}${argument.variadic ? '…' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...names].join(' ');
}
