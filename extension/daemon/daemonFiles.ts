import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DaemonCommand } from '../../daemon/client/daemonStart.ts';

/**
 * The daemon outlives the extension's folder, which an update deletes: it runs from a copy in the state folder.
 * Called when no daemon runs, so copies of other builds are nobody's and go.
 */
export function daemonCommand(
  bundled: string,
  state: string,
  build: string,
  env: NodeJS.ProcessEnv,
): DaemonCommand {
  const copies = join(state, 'bin');
  const copy = join(copies, build);
  if (!existsSync(copy)) {
    mkdirSync(copies, { recursive: true, mode: 0o700 });
    for (const other of readdirSync(copies)) rmSync(join(copies, other), { recursive: true, force: true });
    const part = `${copy}.${process.pid}`;
    cpSync(bundled, part, { recursive: true });
    moveInPlace(part, copy);
  }
  return {
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', join(copy, 'daemon.mjs')],
    // The desktop editor's executable is Electron; with this it is Node.
    env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
  };
}

/** Another window may have been faster. */
function moveInPlace(part: string, copy: string): void {
  try {
    renameSync(part, copy);
  } catch (error) {
    if (!existsSync(copy)) throw error;
    rmSync(part, { recursive: true, force: true });
  }
}
