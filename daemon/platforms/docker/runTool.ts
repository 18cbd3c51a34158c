import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import type { Readable } from 'node:stream';
import type { DockerEnvironment } from './dockerConfig.ts';

/** How a program ended; `missing` when there is none of that name, `stopped` when the signal ended it. */
export type ToolEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'missing' | 'stopped' };

export interface ToolOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly signal: AbortSignal;
  /** Both outputs as they come; the program waits while a returned promise is pending. */
  onOutput(chunk: Buffer): Promise<void> | void;
}

/** The run's variables, and of the daemon's own only what a program needs to start at all: no secret. */
export function toolEnvironment(environment: DockerEnvironment): Record<string, string> {
  const base = {
    PATH: process.env.PATH,
    HOME: homedir(),
    SystemRoot: process.env.SystemRoot,
    LANG: 'C.UTF-8',
  };
  return Object.fromEntries(
    Object.entries({ ...base, ...environment }).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

/** Runs a program, without a shell, in a process group of its own that is killed as a whole. */
export async function runTool(argv: readonly string[], options: ToolOptions): Promise<ToolEnd> {
  if (options.signal.aborted) return { kind: 'stopped' };
  const [program = '', ...args] = argv;
  const child = spawn(program, args, {
    env: { ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const ended = new Promise<ToolEnd>((resolve, reject) => {
    child.once('error', error => {
      if (child.pid !== undefined) return;
      if ('code' in error && (error.code === 'ENOENT' || error.code === 'EACCES'))
        resolve({ kind: 'missing' });
      else reject(error);
    });
    child.once('close', (code, signal) => resolve({ kind: 'exited', code: code ?? (signal ? 137 : 1) }));
  });
  const kill = (): void => {
    if (child.pid === undefined) return;
    try {
      if (process.platform === 'win32') child.kill();
      else process.kill(-child.pid, 'SIGKILL');
    } catch {
      child.kill('SIGKILL');
    }
  };
  options.signal.addEventListener('abort', kill, { once: true });
  // A program that ends without reading its input closes the pipe; its exit code says the rest.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  try {
    const copied = Promise.all([copy(child.stdout, options.onOutput), copy(child.stderr, options.onOutput)]);
    const [end] = await Promise.all([ended, copied]);
    return options.signal.aborted ? { kind: 'stopped' } : end;
  } catch (error) {
    kill();
    throw error;
  } finally {
    options.signal.removeEventListener('abort', kill);
  }
}

async function copy(output: Readable, onOutput: ToolOptions['onOutput']): Promise<void> {
  for await (const chunk of output) await onOutput(chunk);
}
