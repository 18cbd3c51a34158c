import { aptInstall } from './apt.mjs';
import { commandExists } from './command.mjs';
import { startDockerd } from './dockerd.mjs';
import { askEngine } from './engineApi.mjs';
import { engineEndpoint } from './engineEndpoint.mjs';
import { found, step } from './progress.mjs';
import { SetupError } from './setupError.mjs';
import { mayInstall } from './system.mjs';

const PACKAGES = ['docker.io', 'containerd', 'runc', 'iptables', 'git'];

/**
 * Sees to a Docker engine that answers: the chosen one, or on Debian and Ubuntu, for root, one that is started
 * here, after its packages are installed where there are none.
 * @param {{ system: import('./system.mjs').System, signal: AbortSignal }} options
 */
export async function ensureEngine({ system, signal }) {
  const endpoint = engineEndpoint();
  if (endpoint.request === undefined) {
    found(`Docker engine at ${endpoint.host}, from ${endpoint.from} (not checked from here)`);
    return endpoint;
  }
  const failure = await ping(endpoint, signal);
  if (failure !== undefined) {
    const problem = whyNotHere({ endpoint, failure, system });
    if (problem !== undefined) throw problem;
    if (!commandExists('dockerd')) {
      await step(`Docker engine: apt-get install ${PACKAGES.join(' ')}`, detail =>
        aptInstall(PACKAGES, { signal, detail }),
      );
    }
    await step('Docker engine: start', detail =>
      startDockerd({ system, signal, detail, answers: async () => !(await ping(endpoint, signal)) }),
    );
  } else {
    found(`Docker engine at ${endpoint.host}, from ${endpoint.from}`);
  }
  return endpoint;
}

/** Why no engine may be started here, as the error to show; undefined when one may. */
export function whyNotHere({ endpoint, failure, system }) {
  const where = `${endpoint.host} (from ${endpoint.from})`;
  const code = failure.code ?? failure.message;
  if (failure.code === 'EACCES') {
    return new SetupError(
      `This user may not use the Docker engine at ${where}.`,
      'Add the user to the group `docker` and log in again, or run the same command as root.',
    );
  }
  if (!endpoint.isDefault) {
    return new SetupError(
      `No Docker engine answers at ${where}: ${code}.`,
      'Start that engine or choose another one, then run the same command again.',
    );
  }
  if (mayInstall(system)) return undefined;
  const next =
    system.platform === 'linux'
      ? 'Install and start Docker (on Debian and Ubuntu this command does it when root runs it), then run the same command again.'
      : 'Install and start Docker Desktop or another Docker engine, then run the same command again.';
  return new SetupError(`No Docker engine answers at ${where}: ${code}.`, next);
}

/** Undefined when the engine answers, else why not. */
async function ping(endpoint, signal) {
  try {
    await askEngine(endpoint, 'GET', '/_ping', { signal });
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return error;
  }
}
