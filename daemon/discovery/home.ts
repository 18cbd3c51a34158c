import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../protocol/userError.ts';

/** Where the daemon keeps its state. One daemon owns one home. */
export interface Home {
  readonly root: string;
  readonly database: string;
  readonly lock: string;
  readonly record: string;
  readonly daemonLog: string;
  readonly runs: string;
  readonly versions: string;
}

/**
 * The home that `FRACTALE_HOME` names, or the user's state folder (XDG base directory specification 0.8;
 * Application Support on macOS, LOCALAPPDATA on Windows).
 */
export function homeOf(env: NodeJS.ProcessEnv): Home {
  const root = env.FRACTALE_HOME || join(stateFolder(env), 'fractale');
  return {
    root,
    database: join(root, 'fractale.db'),
    lock: join(root, 'lock.db'),
    record: join(root, 'daemon.json'),
    daemonLog: join(root, 'daemon.log'),
    runs: join(root, 'runs'),
    versions: join(root, 'versions'),
  };
}

export function ensureHome(home: Home): void {
  makeFolder(home.runs);
}

/**
 * What `mkdirSync(…, {recursive: true})` does, which in Node 24.21 never returns where a folder that exists
 * refuses new ones with ENOENT (/proc, an automounted /home).
 */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    const next = 'Set FRACTALE_HOME to a folder that can be written.';
    throw new UserError(
      'storage',
      `The state folder ${path} cannot be made: ${(error as Error).message}`,
      next,
    );
  }
}

function stateFolder(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
}
