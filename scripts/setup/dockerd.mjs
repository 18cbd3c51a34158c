import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from './command.mjs';
import { SetupError } from './setupError.mjs';
import { stateFolder } from './stateFolder.mjs';

const READY_MS = 60_000;
const POLL_MS = 200;
/** What the engine is given of this process's variables: no key may end up in a service that outlives it. */
const INHERITED = /^(PATH|HOME|LANG|LC_\w+|\w+_proxy)$/i;
const PID_FILES = ['/var/run/docker.pid', '/var/run/docker-ssd.pid'];

/**
 * Starts the machine's Docker engine and waits until `answers` says yes: with systemd its service, else
 * dockerd itself, which goes on after this script with its log in Fractale's state folder.
 */
export async function startDockerd({ system, signal, detail, answers }) {
  const log = join(stateFolder(), 'dockerd.log');
  let exited;
  if (system.systemd) {
    await startService({ signal, detail });
  } else if (!PID_FILES.some(running)) {
    exited = spawnDockerd(log);
  }
  const deadline = Date.now() + READY_MS;
  while (!(await answers())) {
    if (exited?.() || Date.now() > deadline) {
      throw new SetupError(
        [`The Docker engine did not start.`, ...lastLines(log).map(line => `    ${line}`)].join('\n'),
        system.systemd
          ? 'See `journalctl -u docker`, mend what it names, then run the same command again.'
          : `See ${log} (a container needs to be privileged to run an engine of its own), then run the same command again.`,
      );
    }
    detail('waiting for its first answer');
    await sleep(POLL_MS, undefined, { signal });
  }
}

async function startService({ signal, detail }) {
  try {
    await runCommand('systemctl', ['start', 'docker'], { signal, detail });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new SetupError(
      `The Docker engine did not start. ${error.message}`,
      'See `journalctl -u docker`, mend what it names, then run the same command again.',
    );
  }
}

/** Starts dockerd apart from this process; the result tells whether it has ended. */
function spawnDockerd(log) {
  mkdirSync(stateFolder(), { recursive: true, mode: 0o700 });
  const output = openSync(log, 'a', 0o600);
  let ended = false;
  const child = spawn('dockerd', [], {
    detached: true,
    stdio: ['ignore', output, output],
    cwd: '/',
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => INHERITED.test(name))),
  });
  closeSync(output);
  child.on('error', () => {
    ended = true;
  });
  child.on('exit', () => {
    ended = true;
  });
  child.unref();
  return () => ended;
}

/** Whether a pid file names a live process: an engine that is starting, by the package's own script perhaps. */
function running(pidFile) {
  try {
    process.kill(Number.parseInt(readFileSync(pidFile, 'utf8'), 10), 0);
    return true;
  } catch {
    return false;
  }
}

function lastLines(file) {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8);
  } catch {
    return [];
  }
}
