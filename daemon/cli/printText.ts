import { clean } from '../words/text.ts';
import type { Cli } from './cli.ts';

/** A stored text on stdout: exactly in a pipe, harmless on a terminal. */
export function printText(cli: Cli, text: string): void {
  const shown = cli.stdout.isTTY ? clean(text) : text;
  cli.stdout.write(shown.endsWith('\n') ? shown : `${shown}\n`);
}
