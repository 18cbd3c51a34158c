import { resolve } from 'node:path';
import { TARGETS } from '../../plan/defaults.ts';
import { loadPlan } from '../../plan/loadPlan.ts';
import { count } from '../../words/units.ts';
import { type Cli, say, sayJson } from '../cli.ts';
import type { Commands } from '../commands.ts';
import { EXIT } from '../exitStatus.ts';
import { problemLines } from '../render/problemLines.ts';
import { readPlan } from './run.ts';

export function addValidate({ root, cli, does }: Commands): void {
  root
    .command('validate')
    .description('Check plan files; nothing is started')
    .argument('<plan...>', 'The plan files')
    .option('--json', 'Print files and problems as a JSON array')
    .action(does((files: string[], flags: { json?: boolean }) => validate(cli, files, flags.json === true)));
}

async function validate(cli: Cli, files: readonly string[], json: boolean): Promise<number> {
  const world = { agents: cli.agents, targets: TARGETS };
  const results = [];
  for (const file of files) {
    const text = await readPlan(resolve(cli.cwd, file), file);
    results.push({ file, text, ...loadPlan(text, world) });
  }
  if (json) {
    sayJson(
      cli,
      results.map(({ file, problems }) => ({ file, problems })),
    );
  } else {
    for (const { file, text, plan, problems } of results) {
      say(cli, ...problemLines(file, text, problems, cli.out));
      if (plan !== undefined) {
        say(cli, `${cli.out.good('✓')} ${file}: a valid plan, ${count(plan.steps.length, 'step')}`);
      }
    }
  }
  return results.every(({ plan }) => plan !== undefined) ? EXIT.succeeded : EXIT.usage;
}
