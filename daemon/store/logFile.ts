import { join } from 'node:path';
import type { Home } from '../discovery/home.ts';
import type { AttemptName } from '../protocol/requests.ts';
import { UserError } from '../protocol/userError.ts';

/** The files of one attempt's log: the text, and how many lines there are before each of its blocks. */
export interface LogFile {
  readonly text: string;
  readonly index: string;
}

/** Names come from clients too: what is not a plain file name never becomes a path. */
export function logFile(home: Home, { run, step, attempt }: AttemptName): LogFile {
  if (!isPlain(run) || !isPlain(step) || !Number.isSafeInteger(attempt) || attempt < 1) {
    throw new UserError('unknown-attempt', 'There is no such attempt');
  }
  const text = join(home.runs, run, `${step}-${attempt}.log`);
  return { text, index: `${text}.index` };
}

function isPlain(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(name);
}
