import type { DockerEndpoint } from './dockerEndpoint.ts';
import type { EngineError } from './engineClient.ts';

/** What is wrong with reaching an engine, and what a person can do about it. */
export interface EngineTrouble {
  readonly message: string;
  readonly next: string;
}

/** Tells apart why the engine could not be used. `system` is Node's name of this machine's platform. */
export function explainTrouble(
  error: EngineError,
  endpoint: DockerEndpoint,
  system: NodeJS.Platform = process.platform,
): EngineTrouble {
  const where = endpoint.description;
  if (error.status !== undefined) {
    return {
      message: `What listens on ${where} does not answer like a Docker engine: HTTP ${error.status}, ${error.message}`,
      next:
        error.status === 400 && endpoint.kind === 'tcp'
          ? 'Does it want TLS? Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH.'
          : CHECK_ADDRESS,
    };
  }
  switch (error.code) {
    case 'ENOENT':
      return {
        message: `No Docker engine: ${where} does not exist.`,
        next: endpoint.description.endsWith('(DOCKER_HOST)')
          ? `${START[system] ?? CHECK_ADDRESS} Or unset DOCKER_HOST.`
          : (START[system] ?? CHECK_ADDRESS),
      };
    case 'EACCES':
    case 'EPERM':
      return {
        message: `This user may not use the Docker engine on ${where}.`,
        next: 'Add the user to the docker group: sudo usermod -aG docker "$USER"; then log in again.',
      };
    case 'ECONNREFUSED':
      return {
        message: `No Docker engine answers on ${where}: the address is there, but nothing listens.`,
        next: RESTART[system] ?? CHECK_ADDRESS,
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { message: `The host of the Docker engine on ${where} is not known.`, next: CHECK_ADDRESS };
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return {
        message: `The Docker engine on ${where} does not answer: ${error.message}`,
        next: 'Check the network and the engine: `docker version` asks the same engine.',
      };
    default:
      return {
        message: `The Docker engine on ${where} could not be used: ${error.message}`,
        next:
          endpoint.kind === 'tcp'
            ? 'Check the address, DOCKER_TLS_VERIFY and the certificates in DOCKER_CERT_PATH.'
            : 'Check the engine: `docker version` asks the same engine.',
      };
  }
}

const CHECK_ADDRESS = 'Check DOCKER_HOST and `docker context ls`.';
const START: Partial<Record<NodeJS.Platform, string>> = {
  linux:
    'Install one (Debian, Ubuntu: sudo apt-get install docker.io) or start it (sudo systemctl start docker).',
  darwin: 'Start Docker Desktop (open -a Docker), or: brew install colima docker && colima start.',
  win32: 'Start Docker Desktop.',
};
const RESTART: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'Start it: sudo systemctl start docker (or sudo dockerd).',
  darwin: 'Start Docker Desktop (open -a Docker) or colima start.',
  win32: 'Start Docker Desktop.',
};
