import { UserError } from '../protocol/userError.ts';
import { clean } from '../words/text.ts';
import { type Cli, note } from './cli.ts';
import { EXIT, statusOfError } from './exitStatus.ts';

/** Tells what went wrong, on stderr, and gives the exit status for it. */
export function reportError(cli: Cli, error: unknown, json: boolean): number {
  if (!(error instanceof UserError)) return reportBug(cli, error, json);
  if (json) {
    const { code, message, next, problems } = error;
    note(cli, JSON.stringify({ error: { code, message, next, problems } }));
  } else {
    const [first, ...more] = clean(error.message).split('\n');
    note(cli, `${cli.err.bad('fractale:')} ${first}`, ...more.map(line => `  ${line}`));
    if (error.next !== undefined)
      note(
        cli,
        ...clean(error.next)
          .split('\n')
          .map(line => `  ${line}`),
      );
  }
  return statusOfError(error.code);
}

/** What was thrown without being meant for a person is a defect of Fractale, and the trace is what mends it. */
function reportBug(cli: Cli, error: unknown, json: boolean): number {
  const message = error instanceof Error ? error.message : String(error);
  if (json) {
    note(cli, JSON.stringify({ error: { code: 'internal', message } }));
  } else {
    note(cli, `${cli.err.bad('fractale:')} this is a defect of Fractale itself: ${clean(message)}`);
    if (error instanceof Error && error.stack) note(cli, cli.err.faint(clean(error.stack)));
  }
  return EXIT.failed;
}
