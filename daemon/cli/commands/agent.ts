import { type Command, Option } from 'commander';
import { stringify } from 'yaml';
import type { AgentDeclaration } from '../../plan/input.ts';
import { nearest } from '../../protocol/nearest.ts';
import type { RunState } from '../../protocol/state.ts';
import { UserError } from '../../protocol/userError.ts';
import { type Cli, withDaemon } from '../cli.ts';
import type { Commands } from '../commands.ts';
import { EXIT } from '../exitStatus.ts';
import { addRunFlags, type RunFlags, wholeNumber } from '../flags.ts';
import { printText } from '../printText.ts';
import { startRun } from '../startRun.ts';
import { addLaterAgents } from './later.ts';
import { runPlan } from './run.ts';

const EXAMPLES = `
Flags stand before or after the agent's name.

Examples:
  fractale agent build lammps --environment "google cloud CPU" --outfile Dockerfile
  fractale agent kubernetes-job lammps --context-file ./Dockerfile --no-pull --outfile ./job.yaml
  fractale agent --plan ./plans/run-lammps.yaml --results ./results`;

export function addAgents(commands: Commands): void {
  const { root, cli, does } = commands;
  const parent = root
    .command('agent')
    .description('Run one agent, or a whole plan with --plan')
    .usage('<agent> <argument> [flags]\n       fractale agent --plan <file> [flags]')
    .commandsGroup('Agents:')
    .helpCommand(false)
    .argument('[name...]')
    .enablePositionalOptions()
    .option('-p, --plan <file>', 'Run this plan: the same as fractale run')
    .addHelpText('after', EXAMPLES);
  for (const argument of parent.registeredArguments) argument.description = '';
  addRunFlags(parent).action(
    does(([name]: string[], flags: RunFlags & { plan?: string }) => {
      if (name !== undefined) throw unknownAgent(name, parent);
      if (flags.plan !== undefined) return runPlan(cli, flags.plan, flags);
      parent.outputHelp();
      return EXIT.usage;
    }),
  );
  for (const agent of cli.agents) addAgent(parent, agent, commands);
  addLaterAgents(parent, commands);
}

interface AgentFlags extends RunFlags {
  readonly plan?: string;
  readonly agentName?: string;
}

function addAgent(parent: Command, agent: AgentDeclaration, { cli, does }: Commands): void {
  const command = parent.command(agent.name).description(agent.description).optionsGroup('Inputs:');
  const inputs = Object.entries(agent.inputs);
  const positional = inputs.filter(([, input]) => input.positional);
  for (const [key, input] of positional) command.argument(`<${key}>`, input.doc);

  const options = new Map<string, Option>();
  for (const [key, input] of inputs) {
    if (input.flag === undefined) continue;
    const option = inputOption(input.flag, input);
    options.set(key, option);
    command.addOption(option);
  }
  command.option('--agent-name <name>', 'The agent that takes these inputs', agent.name);
  addRunFlags(command).addOption(new Option('-p, --plan <file>').hideHelp());

  command.action(
    does((...given: unknown[]) => {
      const flags = command.opts<AgentFlags>();
      if (flags.plan !== undefined) {
        throw new UserError(
          'invalid-params',
          `--plan runs a whole plan, and ${agent.name} is one agent`,
          'Leave one of them out.',
        );
      }
      const context: Record<string, unknown> = {};
      for (const [index, [key]] of positional.entries()) context[key] = given[index];
      for (const [key, option] of options) {
        const value: unknown = command.getOptionValue(option.attributeName());
        if (value !== undefined) context[key] = value;
      }
      return runAgent(cli, flags.agentName ?? agent.name, context, flags);
    }),
  );
}

function inputOption(flag: string, input: AgentDeclaration['inputs'][string]): Option {
  if (input.type === 'boolean') {
    const option = new Option(`--${flag}`, input.doc);
    // Commander reads --no-x as the opposite of --x; here it is a flag of its own.
    option.negate = false;
    return option;
  }
  const value = { string: 'text', integer: 'n', strings: 'list' }[input.type];
  const option = new Option(`--${flag} <${value}>`, input.doc);
  if (input.default !== undefined) option.description += ` (default: ${JSON.stringify(input.default)})`;
  if (input.type === 'integer') option.argParser(wholeNumber(input.minimum ?? 0));
  if (input.type === 'strings') option.argParser(listOf);
  return option;
}

/** `a,b`, and the flag again for more. */
function listOf(text: string, before: readonly string[] | undefined): string[] {
  const items = text.split(',').map(item => item.trim());
  return [...(before ?? []), ...items.filter(item => item !== '')];
}

/** A single agent is a plan of one step. Without --outfile its artifact is printed, as the original does. */
async function runAgent(
  cli: Cli,
  agent: string,
  context: Readonly<Record<string, unknown>>,
  flags: RunFlags,
): Promise<number> {
  const subject = Object.values(context)[0];
  const text = stringify({ name: `${agent} ${subject}`, plan: [{ agent, context }] });
  return startRun(cli, { text, flags, progress: 'stderr' }, async state => {
    if (state.status === 'succeeded' && context.outfile === undefined && !flags.json)
      await printArtifact(cli, state);
  });
}

async function printArtifact(cli: Cli, state: RunState): Promise<void> {
  await withDaemon(cli, async daemon => {
    const [step] = state.steps;
    const from = step?.cachedFrom;
    const source = from === undefined ? state : await daemon.request('run/get', { run: from.run });
    const id = from?.step ?? step?.id;
    const artifact = source.steps
      .find(candidate => candidate.id === id)
      ?.attempts.findLast(attempt => attempt.status === 'succeeded')?.artifact;
    if (artifact === undefined) return;
    const { text } = await daemon.request('text/read', { digest: artifact.digest });
    printText(cli, text);
  });
}

function unknownAgent(name: string, parent: Command): UserError {
  const known = parent.commands.map(command => command.name());
  const meant = nearest(name, known);
  return new UserError(
    'invalid-params',
    `There is no agent '${name}'`,
    meant === undefined ? `Agents: ${known.join(', ')}.` : `Did you mean ${meant}?`,
  );
}
