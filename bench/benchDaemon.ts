import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildId } from '../daemon/buildId.ts';
import { connect } from '../daemon/client/connect.ts';
import type { DaemonConnection } from '../daemon/client/daemonConnection.ts';
import { endDaemonProcess } from '../daemon/client/daemonProcess.ts';
import { ensureHome, type Home, homeOf } from '../daemon/discovery/home.ts';
import { readRecord } from '../daemon/discovery/record.ts';

const MAIN = fileURLToPath(new URL('../daemon/main.ts', import.meta.url));
const LOOK_MS = 10;
/** By then a daemon that has nothing to do has done what it does after its start, or after its last run. */
const SETTLED_MS = 5_000;

/**
 * A home of its own, and the real daemon in it, with a compile cache as bin/fractale.mjs gives it one. Disposing it
 * ends the daemon and removes the home.
 */
export class BenchDaemon implements AsyncDisposable {
  readonly home: Home;
  /** The environment of the daemon and of commands that are to find it. */
  readonly env: NodeJS.ProcessEnv;
  readonly #preloads: readonly string[];
  readonly #build = buildId();

  /** `preloads` are modules of this folder that the daemon's process loads first. */
  constructor(...preloads: readonly string[]) {
    const root = mkdtempSync(join(tmpdir(), 'fractale-bench-'));
    this.home = homeOf({ FRACTALE_HOME: root });
    ensureHome(this.home);
    this.env = {
      ...process.env,
      FRACTALE_HOME: root,
      // The socket, too, is removed with the home.
      XDG_RUNTIME_DIR: root,
      NODE_COMPILE_CACHE: join(root, 'compile-cache'),
    };
    this.#preloads = preloads.map(name => new URL(name, import.meta.url).href);
  }

  /** Connects as the command line does: to the daemon that runs, or to one that is started. */
  async connect(): Promise<DaemonConnection> {
    return connect({
      env: this.env,
      client: { kind: 'other', name: 'bench', pid: process.pid },
      build: this.#build,
      start: {
        command: process.execPath,
        args: [
          '--disable-warning=ExperimentalWarning',
          ...this.#preloads.map(module => `--import=${module}`),
          MAIN,
        ],
      },
    });
  }

  /** Ends the daemon; resolves when its process is gone. */
  async stop(daemon: DaemonConnection): Promise<void> {
    const { pid } = await daemon.request('daemon/status', null);
    await daemon.request('daemon/stop', { force: true });
    await gone(pid);
    daemon.close();
  }

  /** Resident memory of the daemon once it has been left alone for a while, in bytes. */
  async settledMemory(daemon: DaemonConnection): Promise<number> {
    await wait(SETTLED_MS);
    return (await daemon.request('daemon/status', null)).memory.rss;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const record = readRecord(this.home.record);
    await endDaemonProcess(this.home);
    if (record !== undefined) await gone(record.pid);
    rmSync(this.home.root, { recursive: true, force: true });
  }
}

/** A daemon that has let go of its home still writes its compile cache there. */
async function gone(pid: number): Promise<void> {
  try {
    while (process.kill(pid, 0)) await wait(LOOK_MS);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
