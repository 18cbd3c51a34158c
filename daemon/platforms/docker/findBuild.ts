import type { BuildRequest, ExecutionResult } from '../platform.ts';
import { isObject } from './dockerConfig.ts';
import type { DockerTools } from './dockerTools.ts';
import { parseImageReference } from './imageReference.ts';
import { ownerFilter, ownerOf, sameOwner } from './ownerLabels.ts';
import { engineFailed, succeeded } from './results.ts';

/**
 * The result of a build whose image is on the engine with exactly this attempt's labels; one that was broken
 * off just before it got its tag gets it now. A build that also had to be pushed or loaded counts as not
 * there, since nobody knows whether it was: building it again comes from the cache and delivers it.
 */
export async function findBuild(
  tools: DockerTools,
  request: BuildRequest,
): Promise<ExecutionResult | undefined> {
  const reference = parseImageReference(request.image);
  if (!reference || request.push || request.load || request.platforms.length > 1) return undefined;
  const { name, tag } = reference;
  try {
    const query = { filters: ownerFilter(request.owner) };
    const found = await tools.engine.json({ path: '/images/json', query });
    for (const image of Array.isArray(found) ? found : []) {
      if (!isObject(image) || typeof image.Id !== 'string') continue;
      if (!sameOwner(ownerOf(image.Labels), request.owner)) continue;
      const path = `/images/${image.Id}/tag`;
      await tools.engine.json({ method: 'POST', path, query: { repo: name, tag } });
      return succeeded({ image: request.image, imageId: image.Id });
    }
    return undefined;
  } catch (error) {
    return engineFailed(tools.engine, error);
  }
}
