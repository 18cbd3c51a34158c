import { parseDockerfile } from '../../evidence/dockerfile.ts';
import type { BuildRequest } from '../platform.ts';
import { ownerLabels } from './ownerLabels.ts';

/**
 * The Dockerfile with the owner's labels, as one LABEL at its end: the builder would make an instruction of
 * each label in its `labels` parameter, four layers at 45 ms instead of one. That parameter is used where a
 * line at the end would be read as part of another, or a value would need quoting.
 */
export function withLabels(request: BuildRequest): {
  readonly dockerfile: string;
  readonly query: Readonly<Record<string, string>>;
} {
  const { dockerfile } = request;
  const labels = ownerLabels(request.owner);
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const extended = `${dockerfile}\nLABEL ${pairs.join(' ')}\n`;
  const before = parseDockerfile(dockerfile);
  const after = parseDockerfile(extended);
  const apart = after.length === before.length + 1 && after.at(-1)?.keyword === 'LABEL';
  if (apart && before.length > 0 && pairs.every(pair => /^[\w.-]+=[\w.-]+$/u.test(pair)))
    return { dockerfile: extended, query: {} };
  return { dockerfile, query: { labels: JSON.stringify(labels) } };
}
