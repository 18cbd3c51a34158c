import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MAIN = fileURLToPath(new URL('../../daemon/cli/main.ts', import.meta.url));
const FLAGS = ['--disable-warning=ExperimentalWarning'];

/** A folder with a home of its own: the `fractale` command and the daemon that it starts, as real processes. */
export class CommandFolder implements AsyncDisposable {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;

  static async make(files: Readonly<Record<string, string>>): Promise<CommandFolder> {
    const folder = await mkdtemp(join(tmpdir(), 'fractale-command-'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return new CommandFolder(folder);
  }

  constructor(folder: string) {
    this.folder = folder;
    const { GEMINI_API_KEY: _key, FRACTALE_MODEL: _model, ...env } = process.env;
    this.env = { ...env, FRACTALE_HOME: join(folder, 'home'), NO_COLOR: '1' };
  }

  start(...args: readonly string[]): RunningCommand {
    const child = spawn(process.execPath, [...FLAGS, MAIN, ...args], {
      cwd: this.folder,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new RunningCommand(child);
  }

  run(...args: readonly string[]): Promise<{ status: number | null; out: string; err: string }> {
    return this.start(...args).ended;
  }

  /** What a command prints with --json. */
  async json<T>(...args: readonly string[]): Promise<T> {
    const { out } = await this.run(...args, '--json');
    const value: T = JSON.parse(out);
    return value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.run('daemon', 'stop', '--force');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A command that runs. */
export class RunningCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<{ status: number | null; out: string; err: string }>;
  #out = '';
  #err = '';
  readonly #watching = new Set<() => void>();

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.on('data', (chunk: Buffer) => this.#took(chunk.toString(), ''));
    child.stderr?.on('data', (chunk: Buffer) => this.#took('', chunk.toString()));
    this.ended = new Promise(resolve => {
      child.once('close', status => resolve({ status, out: this.#out, err: this.#err }));
    });
  }

  /** Resolves once this was printed; rejects when the command ends without it. */
  async until(words: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (this.#out.includes(words) || this.#err.includes(words)) resolve();
    };
    this.#watching.add(look);
    look();
    const gone = this.ended.then(({ out, err }) => {
      if (!out.includes(words) && !err.includes(words))
        throw new Error(`ended without '${words}':\n${out}${err}`);
    });
    await Promise.race([promise, gone]);
    this.#watching.delete(look);
  }

  #took(out: string, err: string): void {
    this.#out += out;
    this.#err += err;
    for (const look of [...this.#watching]) look();
  }
}

const exec = promisify(execFile);

export async function docker(...args: readonly string[]): Promise<string> {
  return (await exec('docker', args)).stdout.trim();
}
