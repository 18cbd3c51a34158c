import { TARGETS } from './plan/defaults.ts';
import { openDocker } from './platforms/docker/openDocker.ts';
import type { Platform } from './platforms/platform.ts';
import type { RunOptions } from './protocol/events.ts';
import { UserError } from './protocol/userError.ts';

/**
 * The platform behind a target's name, as the run's own environment chooses it (`DOCKER_HOST`, the Docker
 * context, …): the daemon's environment is that of whichever client happened to start it.
 */
export async function openPlatform(
  target: string,
  environment: RunOptions['environment'] = {},
): Promise<Platform> {
  if (target === 'local') return openDocker(environment);
  throw new UserError('invalid-params', `There is no target ${target}.`, `Targets: ${TARGETS.join(', ')}.`);
}
