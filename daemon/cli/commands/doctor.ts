import { engineEnvironment } from '../../client/requestContext.ts';
import type { DoctorCheck } from '../../protocol/requests.ts';
import { UserError } from '../../protocol/userError.ts';
import { clean, pad } from '../../words/text.ts';
import { type Cli, say, sayJson, withDaemon } from '../cli.ts';
import type { Commands } from '../commands.ts';
import { EXIT } from '../exitStatus.ts';
import type { Paint } from '../render/paint.ts';

export function addDoctor({ root, cli, does }: Commands): void {
  root
    .command('doctor')
    .description('Look for everything that Fractale needs on this machine')
    .option('--json', 'Print the checks as a JSON array')
    .action(
      does(async (flags: { json?: boolean }) => {
        const checks = await check(cli);
        if (flags.json) sayJson(cli, checks);
        else say(cli, ...doctorLines(checks, cli.out));
        return checks.some(({ status }) => status === 'missing') ? EXIT.missing : EXIT.succeeded;
      }),
    );
}

/** The daemon's checks; that it does not start is one, too. */
async function check(cli: Cli): Promise<readonly DoctorCheck[]> {
  try {
    const environment = engineEnvironment(cli.env);
    return await withDaemon(cli, daemon => daemon.request('doctor/check', { environment }));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, next } = error;
    return [{ name: 'daemon', status: 'missing', detail: message, ...(next !== undefined && { fix: next }) }];
  }
}

export function doctorLines(checks: readonly DoctorCheck[], paint: Paint): string[] {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const signs = { ok: paint.good('✓'), warning: paint.warn('!'), missing: paint.bad('✗') };
  return checks.flatMap(({ name, status, detail, fix }) => {
    const indent = ' '.repeat(width + 4);
    const [first = '', ...more] = [
      ...clean(detail).split('\n'),
      ...(fix === undefined || status === 'ok'
        ? []
        : clean(fix)
            .split('\n')
            .map(line => paint.name(line))),
    ];
    return [
      `${signs[status]} ${paint.strong(pad(clean(name), width))}  ${first}`,
      ...more.map(line => indent + line),
    ];
  });
}
