import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

const TAIL_LINES = 15;
const KILL_AFTER_MS = 10_000;

/** A command that could not be started or did not end with status 0; `tail` holds its last lines. */
export class CommandError extends Error {
  constructor(command, reason, tail) {
    super([`${command}: ${reason}`, ...tail.map(line => `    ${line}`)].join('\n'));
    this.name = 'CommandError';
    this.tail = tail;
  }
}

/**
 * Runs a command without input, in a process group of its own that ends with `signal`. Each line of its
 * output goes to `detail`. With `consume`, standard output goes there instead.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ signal: AbortSignal, detail?: (line: string) => void, env?: NodeJS.ProcessEnv, cwd?: string,
 *   shell?: boolean, consume?: (stdout: import('node:stream').Readable) => Promise<unknown> }} options
 */
export async function runCommand(command, args, { signal, detail, env, cwd, shell, consume }) {
  signal.throwIfAborted();
  const child = spawn(command, args, {
    cwd,
    env: env ?? process.env,
    shell: shell ?? false,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const tail = [];
  const read = stream => {
    createInterface({ input: stream }).on('line', line => {
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      detail?.(line);
    });
  };
  read(child.stderr);
  if (!consume) read(child.stdout);
  const stop = () => endGroup(child);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const ended = new Promise((resolve, reject) => {
      child.on('error', error => reject(new CommandError(command, error.message, [])));
      child.on('close', (code, by) => {
        if (code === 0) resolve(undefined);
        else reject(new CommandError(command, by ? `ended by ${by}` : `status ${code}`, tail));
      });
    });
    const consumed = consume?.(child.stdout).catch(error => {
      endGroup(child);
      throw error;
    });
    const results = await Promise.allSettled([ended, consumed]);
    signal.throwIfAborted();
    // A consumer that failed is why the command was ended, so its error comes first.
    for (const result of results.reverse()) if (result.status === 'rejected') throw result.reason;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Whether `command` is in a folder of PATH. */
export function commandExists(command, path = process.env.PATH ?? '') {
  const names = process.platform === 'win32' ? [`${command}.exe`, `${command}.cmd`] : [command];
  return path
    .split(delimiter)
    .some(folder => names.some(name => folder !== '' && runnable(join(folder, name))));
}

function runnable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Ends a child started with `detached` and everything in its process group; by force when that is not enough. */
export function endGroup(child, forceAfterMs = KILL_AFTER_MS) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const send = by => {
    try {
      if (process.platform === 'win32') child.kill(by);
      else process.kill(-child.pid, by);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
  if (forceAfterMs === 0) return send('SIGKILL');
  send('SIGTERM');
  const force = setTimeout(send, forceAfterMs, 'SIGKILL');
  child.on('close', () => clearTimeout(force));
}
