import { flushCompileCache } from 'node:module';
import { AGENTS } from './agents/registry.ts';
import { buildId, VERSION } from './buildId.ts';
import type { Home } from './discovery/home.ts';
import type { InstanceLock } from './discovery/lock.ts';
import { openModel } from './models/openModel.ts';
import { openPlatform } from './openPlatform.ts';
import { requestHandlers } from './requestHandlers.ts';
import { Runs } from './runs/runs.ts';
import { DaemonLog } from './server/daemonLog.ts';
import { startServer } from './server/server.ts';
import { EventStore } from './store/eventStore.ts';
import { Logs } from './store/logs.ts';
import { Redactor } from './store/redactor.ts';
import { Versions } from './store/versions.ts';

const IDLE_MS = 15 * 60_000;

/** Puts the daemon together, lets clients in, and goes on with what the last daemon of this home left. */
export async function serve(home: Home, lock: InstanceLock): Promise<void> {
  const redactor = new Redactor();
  const log = new DaemonLog(home.daemonLog, redactor);
  const store = EventStore.open(home);
  const logs = new Logs(home);
  const versions = new Versions(home, store, message => log.warn(message));
  const runs = new Runs({
    store,
    logs,
    versions,
    redactor,
    agents: AGENTS,
    openModel,
    openPlatform,
    warn: (message, error) => log.warn(message, error),
  });

  const server = await startServer({
    home,
    env: process.env,
    lock,
    store,
    logs,
    log,
    handlers: requestHandlers(runs, home),
    version: VERSION,
    build: buildId(),
    idleMs: IDLE_MS,
    activeRuns: () => runs.active,
    onCredentials: credentials => runs.offer(credentials),
    async onStop() {
      await runs.interrupt('the daemon was stopped');
      await versions.idle();
    },
  });

  // Subscriptions read to the end: the store is closed with the process.
  process.on('exit', () => store.close());
  process.on('unhandledRejection', error => log.error('an error was not handled', error));
  process.on('uncaughtException', error => {
    log.error('the daemon ends by an error of its own', error);
    server.stop('an error of its own');
  });

  runs.recover();
  await versions.catchUp().catch(error => log.warn('versions of the last daemon are still missing', error));
  // Node writes its compile cache at exit, which a daemon that is killed never comes to.
  flushCompileCache();
}
