import { text as readAll } from 'node:stream/consumers';
import { credentialsOf } from '../../client/requestContext.ts';
import { DEFAULT_MODEL } from '../../plan/defaults.ts';
import { UserError } from '../../protocol/userError.ts';
import { count, dollars } from '../../words/units.ts';
import { note, sayJson, withDaemon } from '../cli.ts';
import type { Commands } from '../commands.ts';
import { EXIT } from '../exitStatus.ts';
import { printText } from '../printText.ts';
import { modelWords } from '../render/words.ts';

const EXAMPLES = `
Examples:
  fractale ask "Which Debian package has lmp?"
  fractale ask --model gemini/gemini-2.5-flash - < prompt.txt`;

export function addAsk({ root, cli, does }: Commands): void {
  root
    .command('ask')
    .description('Ask the model one question, to try out a prompt')
    .argument('<prompt...>', 'The question; - reads it from stdin')
    .option('--model <provider/name>', `The model to ask (default: FRACTALE_MODEL, then ${DEFAULT_MODEL})`)
    .option('--json', 'Print the answer as JSON')
    .addHelpText('after', EXAMPLES)
    .action(
      does(async (words: string[], flags: { model?: string; json?: boolean }) => {
        const given = words.join(' ');
        const prompt = given === '-' ? await readAll(cli.stdin) : given;
        if (prompt.trim() === '') throw new UserError('invalid-params', 'The prompt is empty');
        const model = flags.model ?? (cli.env.FRACTALE_MODEL || DEFAULT_MODEL);
        const answer = await withDaemon(cli, daemon =>
          daemon.request('model/ask', { model, prompt, cwd: cli.cwd, credentials: credentialsOf(cli.env) }),
        );
        if (flags.json) {
          sayJson(cli, answer);
        } else {
          printText(cli, answer.reply);
          const usd = answer.usd === undefined ? '' : ` · ${dollars(answer.usd)}`;
          note(cli, cli.err.faint(`${modelWords(answer.model)} · ${count(answer.tokens, 'token')}${usd}`));
        }
        return EXIT.succeeded;
      }),
    );
}
