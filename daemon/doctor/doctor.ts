import { execFile } from 'node:child_process';
import { access, constants, statfs } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Home } from '../discovery/home.ts';
import type { Platform } from '../platforms/platform.ts';
import type { DoctorCheck } from '../protocol/requests.ts';
import { UserError } from '../protocol/userError.ts';

const LOW_DISK_BYTES = 5 * 1024 ** 3;
const run = promisify(execFile);

export interface DoctorOptions {
  readonly home: Home;
  /** Variables of the client that choose the engine and the tools. */
  readonly environment: Readonly<Record<string, string>>;
  readonly hasKey: boolean;
  openEngine(): Promise<Platform>;
}

/** Looks for everything that Fractale needs, and says of each what is there and what to do where it is not. */
export async function doctor({
  home,
  environment,
  hasKey,
  openEngine,
}: DoctorOptions): Promise<readonly DoctorCheck[]> {
  return Promise.all([
    engine(openEngine),
    tool(
      'git',
      ['--version'],
      'kept versions of artifacts',
      'Install git; runs work without it, versions are made up later.',
      environment,
    ),
    tool(
      'kind',
      ['version'],
      'load: true',
      'Install kind only if a plan loads images into a kind cluster.',
      environment,
    ),
    stateFolder(home),
    Promise.resolve(modelKey(hasKey)),
  ]);
}

async function engine(openEngine: DoctorOptions['openEngine']): Promise<DoctorCheck> {
  const name = 'container engine';
  try {
    const { description } = await (await openEngine()).probe();
    return { name, status: 'ok', detail: description };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      name,
      status: 'missing',
      detail: error.message,
      ...(error.next !== undefined && { fix: error.next }),
    };
  }
}

async function tool(
  name: string,
  args: readonly string[],
  use: string,
  fix: string,
  environment: Readonly<Record<string, string>>,
): Promise<DoctorCheck> {
  try {
    const { stdout } = await run(name, args, { env: { ...process.env, ...environment }, timeout: 5_000 });
    return { name, status: 'ok', detail: stdout.trim().split('\n')[0] ?? '' };
  } catch (error) {
    const why =
      (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? 'is not installed'
        : `does not answer: ${(error as Error).message}`;
    return { name, status: 'warning', detail: `${name} ${why}; it is needed for ${use}`, fix };
  }
}

async function stateFolder(home: Home): Promise<DoctorCheck> {
  const name = 'state folder';
  try {
    await access(home.root, constants.W_OK);
    const { bavail, bsize } = await statfs(home.root);
    const free = bavail * bsize;
    const detail = `${home.root}, ${(free / 1024 ** 3).toFixed(0)} GiB free`;
    if (free > LOW_DISK_BYTES) return { name, status: 'ok', detail };
    return { name, status: 'warning', detail, fix: 'Make room: images and logs need several GiB.' };
  } catch (error) {
    return {
      name,
      status: 'missing',
      detail: (error as Error).message,
      fix: `Make ${home.root} writable, or set FRACTALE_HOME.`,
    };
  }
}

function modelKey(hasKey: boolean): DoctorCheck {
  const name = 'Gemini API key';
  if (hasKey) return { name, status: 'ok', detail: 'GEMINI_API_KEY is set' };
  return {
    name,
    status: 'warning',
    detail: 'GEMINI_API_KEY is not set: only recordings (replay/…) can be run',
    fix: 'Set GEMINI_API_KEY; Google AI Studio makes a key.',
  };
}
