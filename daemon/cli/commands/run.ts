import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../../protocol/userError.ts';
import type { Cli } from '../cli.ts';
import type { Commands } from '../commands.ts';
import { addRunFlags, type RunFlags } from '../flags.ts';
import { startRun } from '../startRun.ts';

const EXAMPLES = `
Examples:
  fractale run plans/quickstart.yaml
  fractale run plan.yaml --model gemini/gemini-2.5-pro --results results
  fractale run plan.yaml --review ask
  fractale run plan.yaml --json > events.jsonl

Ctrl-C cancels the run. Exit status: 0 succeeded, 1 failed, 2 usage or an invalid plan,
3 something needed is missing, 130 cancelled.`;

export function addRun({ root, cli, does }: Commands): void {
  addRunFlags(root.command('run').argument('<plan>', 'The plan file'))
    .description('Run a plan: every step in attempts, against the real engine')
    .addHelpText('after', EXAMPLES)
    .action(does((file: string, flags: RunFlags) => runPlan(cli, file, flags)));
}

/** Also `fractale agent --plan FILE`. */
export async function runPlan(cli: Cli, file: string, flags: RunFlags): Promise<number> {
  const path = resolve(cli.cwd, file);
  return startRun(cli, {
    text: await readPlan(path, file),
    file: path,
    shownAs: file,
    flags,
    progress: 'stdout',
  });
}

/** The text of a plan file, or why there is none. */
export async function readPlan(path: string, shownAs: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason =
      { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'it may not be read' }[code] ??
      code;
    throw new UserError('invalid-plan', `Cannot read the plan ${shownAs}: ${reason}`);
  }
}
