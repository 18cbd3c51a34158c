import type { Command } from 'commander';

/**
 * The arguments with the agent's name moved to where commander wants it: right after `agent`. So every flag
 * of an agent, and of what runs it, works before the name and after it.
 */
export function agentArguments(args: readonly string[], root: Command): string[] {
  const parent = root.commands.find(command => command.name() === 'agent');
  if (args[0] !== 'agent' || parent === undefined) return [...args];
  const names = new Set(parent.commands.map(command => command.name()));
  const flags = [parent, ...parent.commands].flatMap(command => command.options);
  const takesValue = new Set(
    flags.filter(option => option.required).flatMap(option => [option.short, option.long]),
  );
  const known = new Set(flags.flatMap(option => [option.short, option.long]));

  // A flag that nobody knows may take a value or not: it is refused later, and must not hide the name now.
  let afterUnknown = false;
  for (let i = 1; i < args.length; i += 1) {
    const arg = args[i] ?? '';
    if (arg === '--') break;
    if (arg.startsWith('-') && arg.length > 1) {
      if (takesValue.has(arg)) i += 1;
      afterUnknown = !known.has(arg.split('=', 1)[0]);
    } else if (names.has(arg)) {
      return ['agent', arg, ...args.slice(1, i), ...args.slice(i + 1)];
    } else if (afterUnknown) {
      afterUnknown = false;
    } else {
      break;
    }
  }
  return [...args];
}
