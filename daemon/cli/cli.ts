import type { AgentDeclaration } from '../plan/input.ts';
import type { DaemonLink } from './daemonLink.ts';
import type { Paint } from './render/paint.ts';

export type Output = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly writableNeedDrain?: boolean;
};
export type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/** What a command works with: the process around it, so that a test can be one. */
export interface Cli {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly version: string;
  readonly agents: readonly AgentDeclaration[];
  /** Colours for stdout and for stderr. */
  readonly out: Paint;
  readonly err: Paint;
  now(): number;
  /** Connects to the daemon, and starts one when none runs. */
  connect(): Promise<DaemonLink>;
  /** Connects to the daemon that runs; undefined when none does. */
  attach(): Promise<DaemonLink | undefined>;
  /** Ends a daemon that does not answer; false when none runs. */
  endDaemon(): Promise<boolean>;
  /** Calls back on each SIGINT, until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
  /** Leaves at once. */
  exit(status: number): void;
}

/** Lines on stdout. */
export function say(cli: Cli, ...lines: readonly string[]): void {
  for (const line of lines) cli.stdout.write(`${line}\n`);
}

/** Lines on stderr: what is said about the work, when stdout is for its result. */
export function note(cli: Cli, ...lines: readonly string[]): void {
  for (const line of lines) cli.stderr.write(`${line}\n`);
}

/** One JSON document on stdout, on one line. */
export function sayJson(cli: Cli, value: unknown): void {
  cli.stdout.write(`${JSON.stringify(value)}\n`);
}

/** A connection for the time of one command. */
export async function withDaemon<T>(cli: Cli, work: (daemon: DaemonLink) => Promise<T>): Promise<T> {
  const daemon = await cli.connect();
  try {
    return await work(daemon);
  } finally {
    daemon.close();
  }
}
