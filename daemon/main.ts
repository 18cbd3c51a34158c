import { setFlagsFromString } from 'node:v8';
import { AGENTS } from './agents/registry.ts';
import { buildId, VERSION } from './buildId.ts';
import { openModel } from './models/openModel.ts';
import { openPlatform } from './openPlatform.ts';
import { requestHandlers } from './requestHandlers.ts';
import { Runs } from './runs/runs.ts';
import { DaemonLog } from './server/daemonLog.ts';
import { acquireLock, LOST_LOCK } from './server/lock.ts';
import { startServer } from './server/server.ts';
import { EventStore } from './store/eventStore.ts';
import { ensureHome, homeOf } from './store/home.ts';
import { Logs } from './store/logs.ts';
import { Redactor } from './store/redactor.ts';
import { Versions } from './store/versions.ts';

const IDLE_MS = 15 * 60_000;

// A plan's regular expression that backtracks without end goes on in linear time instead of stopping the daemon.
setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
// LangChain would send prompts to a tracing service when the environment says so.
for (const name of Object.keys(process.env)) if (/^LANG(SMITH|CHAIN)_/u.test(name)) delete process.env[name];

const home = homeOf(process.env);
ensureHome(home);
const lock = acquireLock(home.lock);
if (lock === undefined) process.exit(LOST_LOCK);

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
    store.close();
  },
});

process.on('unhandledRejection', error => log.error('an error was not handled', error));
process.on('uncaughtException', error => {
  log.error('the daemon ends by an error of its own', error);
  server.stop('an error of its own');
});

await runs.recover();
await versions.catchUp();
