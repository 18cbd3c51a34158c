import { type DockerEnvironment, readDockerConfig } from './dockerConfig.ts';
import { findEndpoint } from './dockerEndpoint.ts';
import { DockerPlatform } from './dockerPlatform.ts';
import { DEFAULT_DOCKER_SETTINGS, type DockerSettings } from './dockerSettings.ts';
import { EngineClient } from './engineClient.ts';
import { RegistryCredentials } from './registryCredentials.ts';

/**
 * The Docker engine that the docker CLI would use with these variables. Reads its configuration but does not
 * connect: `probe` tells whether the engine answers. Throws a `UserError` with code `missing-engine`.
 */
export async function openDocker(
  environment: DockerEnvironment,
  settings: DockerSettings = DEFAULT_DOCKER_SETTINGS,
): Promise<DockerPlatform> {
  const config = await readDockerConfig(environment);
  const engine = await EngineClient.create(await findEndpoint(environment, config));
  const credentials = new RegistryCredentials(config, environment);
  return new DockerPlatform({ engine, credentials, environment, settings });
}
