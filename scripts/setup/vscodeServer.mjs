import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { aptInstall } from './apt.mjs';
import { commandExists, runCommand } from './command.mjs';
import { npmOn } from './nodePackages.mjs';
import { npmNodePath } from './pinnedNode.mjs';
import { found, step } from './progress.mjs';
import { SetupError } from './setupError.mjs';
import { mayInstall } from './system.mjs';

/** VS Code's own server, as this npm package brings it: its second half is VS Code's version. */
const PACKAGE = 'code-server';
const VERSION = '4.139.1';
/** The two that have no binary in their packages; the rest of the server's addons do. */
const ADDONS = ['@vscode/spdlog', '@vscode/native-watchdog'];
const COMPILER = ['g++', 'make', 'python3'];
const INSTALL = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=http'];

/**
 * Where VS Code's server is or will be: the folder that FRACTALE_VSCODE_SERVER names, or one in the repository.
 * @param {string} root
 * @returns {{ folder: string, server: string, node: string }} `server` holds `out/server-main.js`; `node` runs it
 */
export function vscodeServer(root, env = process.env) {
  const folder = env.FRACTALE_VSCODE_SERVER || join(root, '.vscode-test');
  return {
    folder,
    server: join(folder, 'node_modules', PACKAGE, 'lib', 'vscode'),
    node: npmNodePath() ?? process.execPath,
  };
}

/** Why it cannot be installed here, as the error to show; undefined when it is there or can be. */
export function whyNoVsCodeServer({ root, system }) {
  if (isReady(vscodeServer(root))) return undefined;
  if (system.platform === 'win32') {
    return new SetupError(
      "VS Code's server, which runs without a desktop, does not exist for Windows.",
      'Use the desktop VS Code: `npm run package`, then install the .vsix; VSCODE_EXECUTABLE names it to the tests.',
    );
  }
  const missing = COMPILER.filter(command => !commandExists(command));
  if (missing.length === 0 || mayInstall(system)) return undefined;
  return new SetupError(
    `VS Code's server has parts that are compiled here, and there is no ${missing.join(', no ')}.`,
    `Install ${missing.join(', ')}, then run the same command again. On Debian and Ubuntu it does so when root runs it.`,
  );
}

/**
 * Sees to VS Code's server: npm's package with the packages that it needs, and two addons compiled. An
 * installation that was broken off is taken up again.
 * @param {{ root: string, system: import('./system.mjs').System, signal: AbortSignal }} options
 */
export async function ensureVsCodeServer({ root, system, signal }) {
  const place = vscodeServer(root);
  if (isReady(place)) {
    found(`VS Code's server ${VERSION} in ${place.folder}`);
    return place;
  }
  const problem = whyNoVsCodeServer({ root, system });
  if (problem !== undefined) throw problem;
  if (COMPILER.some(command => !commandExists(command))) {
    await step(`Compiler: apt-get install ${COMPILER.join(' ')}`, detail =>
      aptInstall(COMPILER, { signal, detail }),
    );
  }
  await step(`VS Code's server ${VERSION}: npm install`, detail => install(place, { signal, detail }));
  return place;
}

async function install({ folder, server, node }, { signal, detail }) {
  const npm = npmOn(node, npmEnvironment(node));
  const run = (cwd, ...args) =>
    runCommand(npm.command, [...npm.args, ...args], { ...npm.options, cwd, signal, detail });
  try {
    mkdirSync(folder, { recursive: true });
    const manifest = { name: 'vscode-server', private: true, dependencies: { [PACKAGE]: VERSION } };
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await run(folder, ...INSTALL, '--no-package-lock');
    await run(server, ...INSTALL, '--omit=dev');
    await run(join(server, 'extensions'), ...INSTALL, '--omit=dev');
    await run(server, 'rebuild', ...ADDONS);
    probe({ server, node });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new SetupError(
      `VS Code's server could not be installed in ${folder}. ${error.message}`,
      'Mend what it names (network, npm registry, disk, compiler), then run the same command again: it goes on where it stopped. FRACTALE_VSCODE_SERVER names an installation to use instead.',
    );
  }
}

/** The addons are compiled for the Node that runs the server, with the headers that came with it. */
function npmEnvironment(node) {
  const prefix = dirname(dirname(node));
  const hasHeaders = existsSync(join(prefix, 'include', 'node', 'node_api.h'));
  return {
    ...process.env,
    PATH: [dirname(node), process.env.PATH].filter(Boolean).join(delimiter),
    ...(hasHeaders && { npm_config_nodedir: prefix }),
  };
}

/** The addons are compiled last, so that they tell of the whole installation. */
function isReady({ folder, server, node }) {
  try {
    const manifest = join(folder, 'node_modules', PACKAGE, 'package.json');
    if (JSON.parse(readFileSync(manifest, 'utf8')).version !== VERSION) return false;
    probe({ server, node });
    return true;
  } catch {
    return false;
  }
}

function probe({ server, node }) {
  const load = ADDONS.map(name => `require(${JSON.stringify(name)});`).join('');
  execFileSync(node, ['-e', load], { cwd: server, stdio: 'pipe' });
}
