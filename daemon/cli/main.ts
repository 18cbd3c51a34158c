import { fileURLToPath } from 'node:url';
import { AGENTS } from '../agents/registry.ts';
import { buildId, VERSION } from '../buildId.ts';
import { connect } from '../client/connect.ts';
import { endDaemonProcess } from '../client/daemonProcess.ts';
import { credentialsOf } from '../client/requestContext.ts';
import { homeOf } from '../discovery/home.ts';
import type { Cli } from './cli.ts';
import { paintFor } from './render/paint.ts';
import { runCli } from './runCli.ts';

const { env, stdin, stdout, stderr } = process;

function options() {
  return {
    env,
    client: { kind: 'cli', name: 'fractale', pid: process.pid },
    credentials: credentialsOf(env),
    build: buildId(),
  } as const;
}

/** Beside the sources, or beside the bundle of the command line. */
const DAEMON = import.meta.url.endsWith('.ts') ? '../main.ts' : './daemon.mjs';

const start = {
  command: process.execPath,
  args: ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL(DAEMON, import.meta.url))],
};

const cli: Cli = {
  env,
  cwd: process.cwd(),
  stdin,
  stdout,
  stderr,
  version: VERSION,
  agents: AGENTS,
  out: paintFor(stdout, env),
  err: paintFor(stderr, env),
  now: Date.now,
  connect: () => connect({ ...options(), start }),
  attach: () => connect(options()),
  endDaemon: () => endDaemonProcess(homeOf(env)),
  onInterrupt(listener) {
    process.on('SIGINT', listener);
    return () => void process.off('SIGINT', listener);
  },
  exit: status => process.exit(status),
};

// A reader that has seen enough (`fractale logs … | head`) is no failure.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? process.exitCode : 1);
  });
}
// Without this, a signal ends the process before the cursor is shown again.
for (const [signal, number] of [
  ['SIGTERM', 15],
  ['SIGHUP', 1],
] as const) {
  process.on(signal, () => process.exit(128 + number));
}

process.exitCode = await runCli(cli, process.argv.slice(2));
