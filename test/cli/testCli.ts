import { PassThrough } from 'node:stream';
import { AGENTS } from '../../daemon/agents/registry.ts';
import type { Cli } from '../../daemon/cli/cli.ts';
import { paintFor } from '../../daemon/cli/render/paint.ts';
import { runCli } from '../../daemon/cli/runCli.ts';
import { START } from './sampleRun.ts';
import { Screen } from './screen.ts';
import type { ScriptedDaemon } from './scriptedDaemon.ts';

const PATIENCE_MS = 20_000;

export interface TestCliOptions {
  readonly daemon?: ScriptedDaemon;
  /** Columns of a terminal; without it, everything is a pipe. */
  readonly terminal?: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** The command line with a test around it in place of a process. */
export class TestCli {
  readonly stdin: PassThrough & { isTTY?: boolean };
  readonly screen: Screen;
  readonly cli: Cli;
  /** Set by a second Ctrl-C. */
  left: number | undefined;
  now = START;
  #out = '';
  #err = '';
  readonly #interrupts = new Set<() => void>();
  readonly #watching = new Set<() => void>();

  constructor({ daemon, terminal, env = {}, cwd = '/home/ada/work' }: TestCliOptions) {
    const isTTY = terminal !== undefined;
    const columns = terminal ?? 80;
    this.screen = new Screen(columns);
    this.stdin = Object.assign(new PassThrough(), isTTY ? { isTTY, setRawMode() {} } : {});
    const output = (take: (text: string) => void) =>
      Object.assign(new PassThrough(), isTTY ? { isTTY, columns } : {}).on('data', (chunk: Buffer) => {
        take(chunk.toString());
        if (isTTY) this.screen.write(chunk.toString());
        for (const look of [...this.#watching]) look();
      });
    const stdout = output(text => {
      this.#out += text;
    });
    const stderr = output(text => {
      this.#err += text;
    });
    const connect = async () => {
      if (daemon === undefined) throw new Error('this command must not need a daemon');
      return daemon.link();
    };
    this.cli = {
      env,
      cwd,
      stdin: this.stdin,
      stdout,
      stderr,
      version: '0.1.0',
      agents: AGENTS,
      out: paintFor(stdout, env),
      err: paintFor(stderr, env),
      now: () => this.now,
      connect,
      attach: async () => daemon?.link(),
      endDaemon: async () => daemon !== undefined,
      onInterrupt: listener => {
        this.#interrupts.add(listener);
        return () => void this.#interrupts.delete(listener);
      },
      exit: status => {
        this.left = status;
      },
    };
  }

  get out(): string {
    return this.#out;
  }

  get err(): string {
    return this.#err;
  }

  run(...args: readonly string[]): Promise<number> {
    return runCli(this.cli, args);
  }

  interrupt(): void {
    for (const listener of [...this.#interrupts]) listener();
  }

  /** Resolves once this holds, looked at whenever something was written; rejects when it never does. */
  until(holds: () => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // What is drawn by a clock keeps no process alive: this does.
    const patience = setTimeout(() => {
      reject(
        new Error(
          `not shown: ${holds}\nstdout:\n${this.out}\nstderr:\n${this.err}\nscreen:\n${this.screen.text}`,
        ),
      );
    }, PATIENCE_MS);
    const look = () => {
      if (!holds()) return;
      this.#watching.delete(look);
      clearTimeout(patience);
      resolve();
    };
    this.#watching.add(look);
    look();
    return promise;
  }
}

/** One command in a pipe: what it wrote and its exit status. */
export async function runInPipe(
  args: readonly string[],
  options: TestCliOptions = {},
): Promise<{ status: number; out: string; err: string }> {
  const test = new TestCli(options);
  const status = await test.run(...args);
  // What a stream was given comes out of it in a later turn.
  await new Promise(setImmediate);
  return { status, out: test.out, err: test.err };
}
