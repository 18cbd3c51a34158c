import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../protocol/userError.ts';
import type { Home } from './home.ts';

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, with the zero at the end. */
const LONGEST = 103;

/**
 * Where the daemon of a home listens: in the user's runtime folder, or in a folder of the user's own in the
 * temporary one. The folder is made, with mode 0700, and its owner is checked.
 * On Windows a named pipe; that branch has not been run yet.
 */
export function socketPath(home: Home, env: NodeJS.ProcessEnv): string {
  const name = createHash('sha256').update(realpathSync(home.root)).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\fractale-${name}`;
  const uid = process.getuid?.() ?? 0;
  const folders = [
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'fractale')] : []),
    join(tmpdir(), `fractale-${uid}`),
    join('/tmp', `fractale-${uid}`),
  ];
  const problems: string[] = [];
  for (const folder of folders) {
    const path = join(folder, `${name}.sock`);
    const problem =
      Buffer.byteLength(path) > LONGEST ? 'the path is too long for a socket' : prepare(folder, uid);
    if (problem === undefined) return path;
    problems.push(`${folder}: ${problem}`);
  }
  throw new UserError(
    'no-daemon',
    `The daemon has no place for its socket:\n${problems.join('\n')}`,
    'Set XDG_RUNTIME_DIR to a folder of your own with a short path.',
  );
}

/** What is wrong with the folder, if anything is. */
function prepare(folder: string, uid: number): string | undefined {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return undefined;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code !== 'EEXIST') return error.message;
  }
  const stat = lstatSync(folder);
  if (!stat.isDirectory()) return 'it is not a folder';
  if (stat.uid !== uid) return `it belongs to user ${stat.uid}, not to ${uid}`;
  if ((stat.mode & 0o077) !== 0) chmodSync(folder, 0o700);
  return undefined;
}
