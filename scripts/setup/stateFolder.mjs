import { homedir } from 'node:os';
import { join } from 'node:path';

/** Fractale's state folder: the same rule as `homeOf` in daemon/discovery/home.ts, for Nodes that cannot load it. */
export function stateFolder(env = process.env) {
  if (env.FRACTALE_HOME) return env.FRACTALE_HOME;
  if (process.platform === 'win32') {
    return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'fractale');
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'fractale');
  return join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'fractale');
}
