import { UserError } from '../../protocol/userError.ts';
import { type Cli, say, sayJson, withDaemon } from '../cli.ts';
import type { Commands } from '../commands.ts';
import type { DaemonLink } from '../daemonLink.ts';
import { EXIT } from '../exitStatus.ts';
import { printText } from '../printText.ts';
import { showRun } from '../render/showRun.ts';
import { findAttempt, findRun, findStep, parseAttemptName } from '../runName.ts';

interface ShowFlags {
  readonly attempt?: string;
  readonly prompt?: boolean;
  readonly reply?: boolean;
  readonly artifact?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  fractale show latest
  fractale show latest --attempt image/2 --prompt
  fractale show latest --attempt image/2 --artifact > Dockerfile`;

export function addShow({ root, cli, does }: Commands): void {
  root
    .command('show')
    .description('Show a run: its steps and attempts, what failed, what it took')
    .argument('<run>', 'Id of a run, the beginning of one, or latest')
    .option('--attempt <step/n>', 'Print a text of this attempt (default: its artifact)')
    .option('--prompt', 'Of the attempt: what the model was asked')
    .option('--reply', 'Of the attempt: what the model answered')
    .option('--artifact', 'Of the attempt: what was executed')
    .option('--json', 'Print the state as JSON')
    .addHelpText('after', EXAMPLES)
    .action(
      does(async (run: string, flags: ShowFlags) => {
        await withDaemon(cli, daemon => show(cli, daemon, run, flags));
        return EXIT.succeeded;
      }),
    );
}

async function show(cli: Cli, daemon: DaemonLink, name: string, flags: ShowFlags): Promise<void> {
  const run = await findRun(daemon, name);
  const texts = (['prompt', 'reply', 'artifact'] as const).filter(text => flags[text]);
  if (flags.attempt === undefined) {
    if (texts.length > 0) {
      throw new UserError('invalid-params', `--${texts[0]} is of one attempt`, 'Name it: --attempt STEP/N');
    }
    if (flags.json) sayJson(cli, run);
    else say(cli, ...showRun(run, cli.now(), cli.out));
    return;
  }
  const { step, attempt: number } = parseAttemptName(flags.attempt);
  const attempt = findAttempt(run, findStep(run, step), number);
  if (flags.json && texts.length === 0) return sayJson(cli, attempt);
  const digests = {
    prompt: attempt.prompt,
    reply: attempt.reply?.digest,
    artifact: attempt.artifact?.digest,
  };
  const found: Record<string, string> = {};
  for (const text of texts.length > 0 ? texts : (['artifact'] as const)) {
    const digest = digests[text];
    if (digest === undefined) throw new UserError('unknown-text', `Attempt ${flags.attempt} has no ${text}`);
    found[text] = (await daemon.request('text/read', { digest })).text;
  }
  if (flags.json) return sayJson(cli, found);
  for (const text of Object.values(found)) printText(cli, text);
}
