import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

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
  mkdirSync(home.runs, { recursive: true, mode: 0o700 });
}

function stateFolder(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
}
