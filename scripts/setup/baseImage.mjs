import { debootstrapImage } from './debootstrap.mjs';
import { askEngine, EngineError } from './engineApi.mjs';
import { found, step } from './progress.mjs';
import { SetupError } from './setupError.mjs';

const RELEASE = 'bookworm';
const IMAGE = `debian:${RELEASE}`;
const PULL_SILENCE_MS = 20_000;

/**
 * Sees to the image that the quickstart and the tests start from: there already, pulled, or on Debian, for
 * root, made with debootstrap.
 * @param {{ engine: import('./engineEndpoint.mjs').Endpoint, system: import('./system.mjs').System,
 *   signal: AbortSignal, image?: string }} options
 */
export async function ensureBaseImage({ engine, system, signal, image = IMAGE }) {
  if (engine.request === undefined) return;
  if (await isThere(engine, image, signal)) {
    found(`Base image ${image}`);
    return;
  }
  try {
    await step(`Base image ${image}: pull`, detail => pull(engine, image, { signal, detail }));
    return;
  } catch (error) {
    if (signal.aborted) throw error;
    if (!(system.root && system.distribution === 'debian')) {
      throw new SetupError(
        `The engine has no image ${image}, and it cannot be pulled: ${error.message}`,
        'Give the engine a way to a registry, or bring the image in with `docker load`, then run the same command again.',
      );
    }
    console.log(`  Not pulled: ${error.message}\n  Made from Debian's packages instead:`);
  }
  await debootstrapImage({ engine, release: RELEASE, image, signal });
}

async function isThere(engine, image, signal) {
  try {
    await askEngine(engine, 'GET', `/images/${image}/json`, { signal });
    return true;
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return false;
    if (signal.aborted) throw error;
    throw new SetupError(
      `The Docker engine at ${engine.host} answers, but not about its images: ${error.message}`,
      'Look at the log of the engine, restart it if need be, then run the same command again.',
    );
  }
}

/** Pulls the image, and gives up when no layer has begun to come after a while. */
async function pull(engine, image, { signal, detail }) {
  const [name, tag] = image.split(':');
  const silence = new AbortController();
  const limit = setTimeout(() => silence.abort(), PULL_SILENCE_MS);
  try {
    await askEngine(engine, 'POST', `/images/create?fromImage=${encodeURIComponent(name)}&tag=${tag}`, {
      signal: AbortSignal.any([signal, silence.signal]),
      silenceMs: PULL_SILENCE_MS,
      onMessage: ({ status, progress }) => {
        if (progress) clearTimeout(limit);
        detail([status, progress].filter(Boolean).join(' '));
      },
    });
  } catch (error) {
    if (silence.signal.aborted) throw new Error(`no registry answered in ${PULL_SILENCE_MS / 1000} s`);
    throw error;
  } finally {
    clearTimeout(limit);
  }
}
