import { setTimeout as delay } from 'node:timers/promises';
import type { BuildProgress } from './buildProgress.ts';
import { isObject } from './dockerConfig.ts';
import { type EngineClient, EngineError } from './engineClient.ts';

/** A build's end in its own stream is waited for this long; then its connection is closed. */
const OWN_END_MS = 1000;
const CLEAN_UP_MS = 700;
const QUICK_MS = 1000;
/** A large layer that is being committed cannot be interrupted; what comes of it is removed afterwards. */
const COMMIT_LIMIT_MS = 300_000;

/**
 * Ends a build that runs, and removes what it made: within two seconds, or, when the engine cannot stop, later
 * and without being waited for. Killing the container of the current instruction makes the builder stop and
 * name all that it made; closing the connection would do the first but not the second.
 */
export async function stopBuild(
  engine: EngineClient,
  progress: BuildProgress,
  reading: Promise<unknown>,
  connection: AbortController,
): Promise<void> {
  let over = false;
  const ended = reading.then(
    () => {
      over = true;
    },
    () => {
      over = true;
    },
  );
  const since = performance.now();
  let killed: string | undefined;
  while (!over && performance.now() - since < OWN_END_MS) {
    const { container } = progress;
    if (progress.containerRuns && container && container !== killed) {
      killed = container;
      await attempt(engine.json({ method: 'POST', path: `/containers/${container}/kill` }, QUICK_MS));
    }
    await Promise.race([ended, delay(20)]);
  }
  const byItself = over;
  connection.abort();
  const cleanUp = (byItself ? Promise.resolve() : unseenImage(engine, progress)).then(() =>
    removeBuild(engine, progress),
  );
  await Promise.race([cleanUp, delay(CLEAN_UP_MS)]);
}

/** Removes the images that a build made, newest first; `tag` is the one name that the last of them may have. */
export async function removeBuild(
  engine: EngineClient,
  progress: BuildProgress,
  tag?: string,
): Promise<void> {
  for (const image of progress.made.toReversed()) {
    const found = await attempt(engine.json({ path: `/images/${image}/json` }));
    if (!isObject(found)) continue;
    const tags = Array.isArray(found.RepoTags) ? found.RepoTags : [];
    if (tags.some(name => name !== tag && name !== `${tag}:latest`)) continue;
    await attempt(engine.json({ method: 'DELETE', path: `/images/${image}`, query: { noprune: true } }));
  }
}

/** Waits until the builder is done with its last container, and finds the image that it made of it unseen. */
async function unseenImage(engine: EngineClient, progress: BuildProgress): Promise<void> {
  const { container, lastImage } = progress;
  if (!container || !lastImage) return;
  const since = performance.now();
  while (await exists(engine, `/containers/${container}/json`)) {
    if (performance.now() - since > COMMIT_LIMIT_MS) return;
    await delay(100);
  }
  const images = await attempt(engine.json({ path: '/images/json', query: { all: true } }));
  if (!Array.isArray(images)) return;
  for (const image of images) {
    if (!isObject(image) || typeof image.Id !== 'string') continue;
    if (!String(image.ParentId).startsWith(`sha256:${lastImage}`)) continue;
    const found = await attempt(engine.json({ path: `/images/${image.Id}/json` }));
    if (isObject(found) && String(found.Container).startsWith(container)) progress.made.push(image.Id);
  }
}

async function exists(engine: EngineClient, path: string): Promise<boolean> {
  try {
    await engine.json({ path }, QUICK_MS);
    return true;
  } catch (error) {
    return error instanceof EngineError && error.status === undefined && error.code === 'ETIMEDOUT';
  }
}

/** What is gone already, is used by another build, or cannot be asked for any more, needs no removing here. */
async function attempt(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
