import type { DockerEnvironment } from './dockerConfig.ts';
import type { DockerSettings } from './dockerSettings.ts';
import type { EngineClient } from './engineClient.ts';
import type { RegistryCredentials } from './registryCredentials.ts';

/** What every execution on one engine works with. */
export interface DockerTools {
  readonly engine: EngineClient;
  readonly credentials: RegistryCredentials;
  readonly environment: DockerEnvironment;
  readonly settings: DockerSettings;
}
