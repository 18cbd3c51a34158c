import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vscodeServer } from '../setup/vscodeServer.mjs';
import { UNATTENDED } from './settings.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START_MS = 30_000;
const OUTPUT_CHARACTERS = 20_000;

/**
 * Keeps the server in a process group of its own and ends the group when the server ends, and when this process
 * does, in whatever way: then standard input closes.
 */
const KEEPER = `exec 3<&0
"$@" 3<&- & server=$!
{ read -r _ <&3; kill -TERM $server; sleep 2; kill -KILL 0; } 2>/dev/null &
wait $server; kill -KILL 0`;

export interface ServerOptions {
  /** Folder for all that the server writes, kept by the caller. */
  readonly folder: string;
  /** Variables of the server, and so of the extension hosts; nothing else of VS Code's is inherited. */
  readonly env: NodeJS.ProcessEnv;
  /** User settings, beside the ones that keep VS Code quiet. Only for a folder that has none yet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False: every folder is trusted. */
  readonly askTrust?: boolean;
  readonly userDataFolder?: string;
  readonly extensionsFolder?: string;
  /** Everything that the server and its extension hosts print. */
  readonly onOutput?: (text: string) => void;
}

/** A server of VS Code on a free port of the loopback interface. */
export class RunningServer implements AsyncDisposable {
  readonly origin: string;
  readonly token: string;
  /** Resolves when it has ended. */
  readonly ended: Promise<unknown>;
  readonly #keeper: ChildProcess;

  constructor(origin: string, token: string, keeper: ChildProcess, ended: Promise<unknown>) {
    this.origin = origin;
    this.token = token;
    this.#keeper = keeper;
    this.ended = ended;
  }

  /** The address that shows a folder, or a .code-workspace file. */
  url(opened?: string): string {
    const url = new URL(this.origin);
    url.searchParams.set('tkn', this.token);
    if (opened === undefined) url.searchParams.set('ew', 'true');
    else url.searchParams.set(opened.endsWith('.code-workspace') ? 'workspace' : 'folder', opened);
    return url.href;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#keeper.stdin?.end();
    await this.ended;
  }
}

/** Starts a server, or rejects with what it printed. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { node, server } = vscodeServer(ROOT);
  if (!existsSync(join(server, 'out', 'server-main.js'))) {
    throw new Error(`VS Code's server is not in ${server}. \`npm test\` and \`npm run code\` install it.`);
  }
  const token = randomBytes(16).toString('hex');
  const args = prepareFolder(options, token);
  const keeper = spawn(
    '/bin/sh',
    ['-c', KEEPER, 'sh', node, join(server, 'out', 'server-main.js'), ...args],
    {
      cwd: options.folder,
      env: cleanEnvironment(options.env),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    },
  );
  const ended = once(keeper, 'exit');
  keeper.stdin.on('error', () => {
    // The keeper has ended before its input was closed.
  });
  const port = await listeningPort(keeper, ended, options.onOutput);
  return new RunningServer(`http://127.0.0.1:${port}`, token, keeper, ended);
}

/** What VS Code reads at its start; the arguments that name it. */
function prepareFolder(options: ServerOptions, token: string): string[] {
  const { folder, settings, askTrust = false } = options;
  const userData = options.userDataFolder ?? join(folder, 'user-data');
  const extensions = options.extensionsFolder ?? join(folder, 'extensions');
  const all = { ...UNATTENDED, 'security.workspace.trust.enabled': askTrust, ...settings };
  for (const kind of ['User', 'Machine']) {
    const file = join(userData, kind, 'settings.json');
    mkdirSync(join(userData, kind), { recursive: true });
    if (!existsSync(file)) writeFileSync(file, JSON.stringify(all, null, 2));
  }
  mkdirSync(extensions, { recursive: true });
  const tokenFile = join(folder, 'connection-token');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  return [
    ...['--host', '127.0.0.1', '--port', '0', '--connection-token-file', tokenFile],
    ...['--accept-server-license-terms', '--telemetry-level', 'off', '--disable-experiments'],
    ...['--user-data-dir', userData, '--extensions-dir', extensions],
    ...['--server-data-dir', join(folder, 'server-data'), '--disable-getting-started-override'],
    ...(askTrust ? [] : ['--disable-workspace-trust']),
  ];
}

/** Without what an editor's terminal, in which this may run, tells its children. */
function cleanEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(VSCODE|ELECTRON)_/.test(name)));
}

function listeningPort(
  keeper: ChildProcess,
  ended: Promise<unknown>,
  onOutput: ServerOptions['onOutput'],
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let output = '';
  const read = (chunk: string) => {
    output = (output + chunk).slice(-OUTPUT_CHARACTERS);
    onOutput?.(chunk);
    const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
    if (port !== undefined) resolve(port);
  };
  keeper.stdout?.setEncoding('utf8').on('data', read);
  keeper.stderr?.setEncoding('utf8').on('data', read);
  const fail = (what: string) => reject(new Error(`VS Code's server ${what}. It printed:\n${output}`));
  const patience = setTimeout(() => {
    keeper.stdin?.end();
    fail(`did not listen within ${START_MS / 1000} s`);
  }, START_MS);
  void ended.then(() => fail('ended at its start'));
  return promise.finally(() => clearTimeout(patience));
}
