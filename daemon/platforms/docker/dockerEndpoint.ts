import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../protocol/userError.ts';
import type { DockerConfig, DockerEnvironment } from './dockerConfig.ts';
import { homeFolder } from './dockerConfig.ts';
import { readContext } from './dockerContext.ts';
import type { TlsMaterial } from './tlsMaterial.ts';
import { readTlsMaterial } from './tlsMaterial.ts';

/** Where an engine listens. `description` is for people: the address and what chose it. */
export type DockerEndpoint = { readonly description: string } & (
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls?: TlsMaterial }
);

const WINDOWS_PIPE = '//./pipe/docker_engine';
const SYSTEM_SOCKET = '/var/run/docker.sock';

/**
 * Finds the engine in the docker CLI's order: DOCKER_HOST, then the context (DOCKER_CONTEXT or the
 * configuration's currentContext), then the system's socket; after these the sockets of Docker Desktop and of
 * a rootless engine. Opens no connection. Throws a `UserError` with code `missing-engine`.
 */
export async function findEndpoint(
  environment: DockerEnvironment,
  config: DockerConfig,
): Promise<DockerEndpoint> {
  if (environment.DOCKER_HOST) {
    const certificates = environment.DOCKER_CERT_PATH || join(homeFolder(environment), '.docker');
    const tls = environment.DOCKER_TLS_VERIFY ? await readTlsMaterial(certificates, true) : undefined;
    return parseHost(environment.DOCKER_HOST, 'DOCKER_HOST', tls);
  }
  const name = environment.DOCKER_CONTEXT || config.currentContext;
  if (name && name !== 'default') {
    const chosenBy = environment.DOCKER_CONTEXT ? 'DOCKER_CONTEXT' : join(config.folder, 'config.json');
    const context = await readContext(config.folder, name, chosenBy);
    return parseHost(context.host, `context ${name}`, context.tls);
  }
  return defaultEndpoint(environment);
}

function defaultEndpoint(environment: DockerEnvironment): DockerEndpoint {
  if (process.platform === 'win32') return socket(WINDOWS_PIPE, 'the default pipe');
  const candidates = [
    { path: SYSTEM_SOCKET, why: 'the default socket' },
    { path: join(homeFolder(environment), '.docker', 'run', 'docker.sock'), why: "Docker Desktop's socket" },
    ...(environment.XDG_RUNTIME_DIR
      ? [{ path: join(environment.XDG_RUNTIME_DIR, 'docker.sock'), why: 'the rootless socket' }]
      : []),
  ];
  const found = candidates.find(candidate => existsSync(candidate.path)) ?? candidates[0];
  return socket(found?.path ?? SYSTEM_SOCKET, found?.why ?? 'the default socket');
}

/** Reads an address in the forms of `docker --host`. */
function parseHost(host: string, source: string, tls: TlsMaterial | undefined): DockerEndpoint {
  if (host.startsWith('unix://')) return socket(host.slice('unix://'.length) || SYSTEM_SOCKET, source);
  if (host.startsWith('npipe://')) return socket(host.slice('npipe://'.length) || WINDOWS_PIPE, source);
  if (host.startsWith('ssh://')) {
    const machine = host.slice('ssh://'.length).replace(/\/.*$/u, '');
    const local = join(homedir(), 'docker.sock');
    throw new UserError(
      'missing-engine',
      `${source} is ${host}: an engine over ssh is not supported.`,
      `Forward its socket: ssh -nNT -L ${local}:${SYSTEM_SOCKET} ${machine}; then set DOCKER_HOST=unix://${local}`,
    );
  }
  const url = URL.parse(host.includes('://') ? host : `tcp://${host}`);
  if (url?.protocol !== 'tcp:' || url.hostname === '') {
    throw new UserError(
      'missing-engine',
      `${source} is ${host}: that is no address of a Docker engine.`,
      'Use unix:///path/docker.sock or tcp://host:port.',
    );
  }
  return {
    kind: 'tcp',
    host: url.hostname.replace(/^\[|\]$/gu, ''),
    port: url.port === '' ? (tls ? 2376 : 2375) : Number(url.port),
    description: `tcp://${url.host} (${source})`,
    ...(tls && { tls }),
  };
}

function socket(path: string, source: string): DockerEndpoint {
  const scheme = path.startsWith('//./') ? 'npipe' : 'unix';
  return { kind: 'socket', path, description: `${scheme}://${path} (${source})` };
}
