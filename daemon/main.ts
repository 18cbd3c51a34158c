import { setFlagsFromString } from 'node:v8';
import { ensureHome, homeOf } from './discovery/home.ts';
import { acquireLock, LOST_LOCK } from './discovery/lock.ts';

// A plan's regular expression that backtracks without end goes on in linear time instead of stopping the daemon.
setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
// It idles for hours beside other work, and holds a third less memory so.
setFlagsFromString('--optimize-for-size');
// LangChain would send prompts to a tracing service when the environment says so.
for (const name of Object.keys(process.env)) if (/^LANG(SMITH|CHAIN)_/u.test(name)) delete process.env[name];

const home = homeOf(process.env);
ensureHome(home);
const lock = acquireLock(home.lock);
if (lock === undefined) process.exit(LOST_LOCK);
// Loaded only now: of several daemons that start at once, all but one end here.
const { serve } = await import('./serve.ts');
await serve(home, lock);
