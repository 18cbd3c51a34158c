import type { Command } from 'commander';
import { UserError } from '../../protocol/userError.ts';
import type { Commands } from '../commands.ts';
import { addRunFlags } from '../flags.ts';

const GROUP = 'Not in this version:';

/** The original's agents that come with a later version: they are read as it reads them, and say so. */
export function addLaterAgents(parent: Command, { does }: Commands): void {
  const manifest = (command: Command) =>
    command
      .option('--environment <text>')
      .option('--context-file <file>')
      .addOption(command.createOption('--no-pull').default(undefined));
  const agents = [
    {
      name: 'minicluster',
      argument: '<container>',
      what: 'Run an application as a Flux MiniCluster',
      more: manifest,
    },
    { name: 'flux-batch', argument: '<instruction>', what: 'Write a Flux batch script' },
    { name: 'cost', argument: '<instruction>', what: 'Estimate what running applications costs' },
  ];
  for (const { name, argument, what, more } of agents) {
    const command = parent.command(name).argument(argument).description(what).helpGroup(GROUP);
    command.option('--outfile <file>').option('--details <text>').option('--agent-name <name>');
    more?.(command);
    addRunFlags(command)
      .option('-p, --plan <file>')
      .action(does(() => later(`The ${name} agent`)));
  }
}

/** Commands of the design that come with a later version. */
export function addLaterCommands({ root, does }: Commands): void {
  const add = (usage: string, what: string) => root.command(usage).description(what).helpGroup(GROUP);
  add('input <run> <text>', 'Give a waiting run what it asked for').action(
    does(() => later('fractale input')),
  );
  add('lessons', 'Show what cured which failure').action(does(() => later('fractale lessons')));
  add('gc', 'Remove old runs and what they left').action(does(() => later('fractale gc')));
}

function later(what: string): number {
  throw new UserError('invalid-params', `${what} is not in this version`);
}
