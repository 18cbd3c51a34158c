import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { engineEnvironment } from '../client/requestContext.ts';
import type { ReviewMode, RunOptions } from '../protocol/events.ts';
import type { Cli } from './cli.ts';

/** The flags of everything that starts a run, as commander gives them. */
export interface RunFlags {
  readonly model?: string;
  readonly target?: string;
  readonly review?: ReviewMode;
  readonly maxAttempts?: number;
  readonly useCache?: boolean;
  readonly step?: string;
  readonly results?: string;
  readonly incremental?: boolean;
  readonly record?: string;
  readonly json?: boolean;
  readonly detach?: boolean;
}

export function addRunFlags(command: Command): Command {
  return command
    .optionsGroup('Run options:')
    .option('--model <provider/name>', 'The model to ask (default: the plan’s, then FRACTALE_MODEL)')
    .option('--target <name>', 'Where to execute, in place of what the plan says')
    .addOption(
      new Option('--review <mode>', 'Execute artifacts at once, or wait for a person').choices([
        'auto',
        'ask',
      ]),
    )
    .option('--max-attempts <n>', 'Attempts of a step', wholeNumber(1))
    .option('--use-cache', 'Take a step that succeeded before with the same inputs from the cache')
    .option('--step <id>', 'Work this step anew, with earlier ones from the cache, and stop after it')
    .option('--results <dir>', 'Write results-<timestamp>.json into this folder')
    .option('--incremental', 'Keep the results file current during the run')
    .option('--record <file>', 'Record the conversation with the model, for replay/')
    .optionsGroup('Output:')
    .option('--json', 'Print every event as JSON, one a line')
    .option('--detach', 'Start the run, print its id and leave');
}

export function runOptions(flags: RunFlags, cli: Cli): RunOptions {
  return {
    cwd: cli.cwd,
    ...(flags.model !== undefined && { model: flags.model }),
    ...(cli.env.FRACTALE_MODEL && { defaultModel: cli.env.FRACTALE_MODEL }),
    ...(flags.target !== undefined && { target: flags.target }),
    ...(flags.review !== undefined && { review: flags.review }),
    ...(flags.maxAttempts !== undefined && { maxAttempts: flags.maxAttempts }),
    ...(flags.useCache && { useCache: true }),
    ...(flags.step !== undefined && { step: flags.step }),
    ...(flags.results !== undefined && { results: resolve(cli.cwd, flags.results) }),
    ...(flags.incremental && { incremental: true }),
    ...(flags.record !== undefined && { record: resolve(cli.cwd, flags.record) }),
    environment: engineEnvironment(cli.env),
  };
}

/** A parser for commander: whole numbers from `minimum`. */
export function wholeNumber(minimum: number): (text: string) => number {
  return text => {
    const number = Number(text);
    if (!/^[0-9]{1,9}$/.test(text) || number < minimum) {
      throw new InvalidArgumentError(`It must be a whole number, ${minimum} or more.`);
    }
    return number;
  };
}
