import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { SetupError } from './setupError.mjs';

/**
 * Where the Docker engine is and what said so. `request` holds what `node:http` needs to reach it; undefined
 * for what only the Docker client reaches (ssh, TLS).
 * @typedef {{ host: string, from: string, isDefault: boolean,
 *   request?: { socketPath: string } | { host: string, port: string } }} Endpoint
 */

/**
 * The engine that the Docker client would use: DOCKER_HOST, else DOCKER_CONTEXT, else the current context of
 * its configuration, else the default socket.
 * @returns {Endpoint}
 */
export function engineEndpoint(env = process.env) {
  if (env.DOCKER_HOST) return endpoint(env.DOCKER_HOST, 'DOCKER_HOST', env);
  const folder = env.DOCKER_CONFIG || join(homedir(), '.docker');
  const context = env.DOCKER_CONTEXT || readJson(join(folder, 'config.json'))?.currentContext;
  if (context && context !== 'default') {
    const id = createHash('sha256').update(context).digest('hex');
    const host = readJson(join(folder, 'contexts', 'meta', id, 'meta.json'))?.Endpoints?.docker?.Host;
    if (typeof host !== 'string') {
      throw new SetupError(
        `The Docker context “${context}” is chosen, but it is not there.`,
        'See `docker context ls` and choose one with `docker context use NAME`.',
      );
    }
    return endpoint(host, `the Docker context “${context}”`, env);
  }
  const standard =
    process.platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock';
  return { ...endpoint(standard, 'the default socket', env), isDefault: true };
}

function endpoint(host, from, env) {
  return { host, from, isDefault: false, ...request(host, env) };
}

function request(host, env) {
  const [, scheme, rest] = /^(\w+):\/\/(.*)$/s.exec(host) ?? [];
  if (scheme === 'unix' || scheme === 'npipe') return { request: { socketPath: rest } };
  if ((scheme === 'tcp' || scheme === 'http') && !env.DOCKER_TLS_VERIFY && URL.canParse(`http://${rest}`)) {
    const url = new URL(`http://${rest}`);
    return { request: { host: url.hostname, port: url.port || '2375' } };
  }
  return {};
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
