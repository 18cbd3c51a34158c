import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from './command.mjs';
import { found, step } from './progress.mjs';
import { SetupError } from './setupError.mjs';

const ARGS = [
  'ci',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--include=dev',
  '--include=optional',
  '--loglevel=http',
];
const ERROR_LINES = 8;

/** Installs the packages of package-lock.json unless node_modules holds just them already. */
export async function ensureNodePackages({ root, signal }) {
  if (asLocked(root)) {
    found('Node packages are installed');
    return;
  }
  await step('Node packages: npm ci', async detail => {
    const npm = npmCommand(root);
    const errors = [];
    const keep = line => {
      if (line.startsWith('npm error')) errors.push(line.replace('npm error', '   '));
      detail(line);
    };
    try {
      await runCommand(npm.command, [...npm.args, ...ARGS], {
        ...npm.options,
        cwd: root,
        signal,
        detail: keep,
      });
    } catch (error) {
      if (signal.aborted) throw error;
      throw new SetupError(
        ['npm ci failed:', ...(errors.length > 0 ? errors.slice(0, ERROR_LINES) : [error.message])].join(
          '\n',
        ),
        `Mend what npm names (network, registry, disk), then run the same command again. \`npm ci\` in ${root} shows it whole.`,
      );
    }
  });
}

/**
 * Whether npm's own record of what it installed holds every package of the lock at the locked version.
 * Optional packages may be missing: most are for other systems.
 */
export function asLocked(root) {
  const locked = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (locked === undefined || installed === undefined) return false;
  return Object.entries(locked).every(([path, entry]) => {
    const there = installed[path];
    return path === '' || (there === undefined ? entry.optional === true : there.version === entry.version);
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** The npm that runs this script, on its own Node: the one in node_modules/.bin is about to be replaced. */
function npmCommand(root) {
  const { npm_node_execpath: node, PATH = '' } = process.env;
  const own = join(root, 'node_modules');
  const path = PATH.split(delimiter).filter(entry => entry !== join(own, '.bin'));
  const runner = node && !node.startsWith(own) ? node : process.execPath;
  return npmOn(runner, { ...process.env, PATH: path.join(delimiter) });
}

/** The npm that runs this script, or the one on PATH, as a command that `runner` executes. */
export function npmOn(runner, env) {
  const { npm_execpath: npm } = process.env;
  if (npm?.endsWith('.js')) return { command: runner, args: [npm], options: { env } };
  return { command: 'npm', args: [], options: { env, shell: process.platform === 'win32' } };
}
