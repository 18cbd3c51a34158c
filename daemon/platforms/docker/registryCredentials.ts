import type { DockerConfig, DockerEnvironment } from './dockerConfig.ts';
import { isObject } from './dockerConfig.ts';
import { runTool, toolEnvironment } from './runTool.ts';

/** What the engine hands to a registry (Docker Engine API, "Authentication"). */
export interface AuthConfig {
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
  readonly serveraddress: string;
}

/** Docker Hub's name in the CLI's configuration. */
const HUB = 'https://index.docker.io/v1/';
const HELPER_LIMIT_MS = 15_000;
/** What a helper says as user name when its secret is a token (docker-credential-helpers). */
const TOKEN_USER = '<token>';

/** The credentials that `docker login` left: in the configuration, or in the store that it names. */
export class RegistryCredentials {
  readonly #config: DockerConfig;
  readonly #environment: DockerEnvironment;

  constructor(config: DockerConfig, environment: DockerEnvironment) {
    this.#config = config;
    this.#environment = environment;
  }

  /** Value of the `X-Registry-Auth` header for one registry; that of nobody when there are no credentials. */
  async header(registry: string): Promise<string> {
    return encode((await this.#find(registry)) ?? {});
  }

  /** Value of the `X-Registry-Config` header of a build: the credentials of every registry logged in to. */
  async buildHeader(): Promise<string | undefined> {
    const registries = Object.keys({ ...this.#config.auths, ...this.#config.credHelpers });
    if (registries.length === 0) return undefined;
    const found = await Promise.all(registries.map(async name => [name, await this.#find(name)] as const));
    return encode(Object.fromEntries(found.filter(([, auth]) => auth !== undefined)));
  }

  async #find(registry: string): Promise<AuthConfig | undefined> {
    const address = hostOf(registry) === 'docker.io' ? HUB : registry;
    const helper = this.#config.credHelpers[hostOf(registry)] ?? this.#config.credsStore;
    if (helper) return await this.#ask(helper, address);
    const key = Object.keys(this.#config.auths).find(name => hostOf(name) === hostOf(registry));
    const stored = key === undefined ? undefined : this.#config.auths[key];
    if (!stored) return undefined;
    const { auth, identitytoken, registrytoken } = stored;
    if (identitytoken || registrytoken) {
      return {
        ...(identitytoken && { identitytoken }),
        ...(registrytoken && { registrytoken }),
        serveraddress: address,
      };
    }
    const plain = Buffer.from(auth ?? '', 'base64').toString('utf8');
    const colon = plain.indexOf(':');
    if (colon < 0) return undefined;
    return { username: plain.slice(0, colon), password: plain.slice(colon + 1), serveraddress: address };
  }

  /** A helper that fails is one without credentials: the registry's own answer then says what is missing. */
  async #ask(helper: string, address: string): Promise<AuthConfig | undefined> {
    if (!/^[\w.-]+$/u.test(helper)) return undefined;
    let output = '';
    const ended = await runTool([`docker-credential-${helper}`, 'get'], {
      env: toolEnvironment(this.#environment),
      stdin: address,
      signal: AbortSignal.timeout(HELPER_LIMIT_MS),
      onOutput: chunk => {
        if (output.length < 100_000) output += chunk.toString('utf8');
      },
    });
    if (ended.kind !== 'exited' || ended.code !== 0) return undefined;
    const answer = parse(output);
    if (!isObject(answer) || typeof answer.Username !== 'string' || typeof answer.Secret !== 'string')
      return undefined;
    if (answer.Username === TOKEN_USER) return { identitytoken: answer.Secret, serveraddress: address };
    return { username: answer.Username, password: answer.Secret, serveraddress: address };
  }
}

/** The engine reads these headers as URL-safe base64 with its padding, and ignores without a word what is not. */
function encode(value: object): string {
  const plain = Buffer.from(JSON.stringify(value)).toString('base64');
  return plain.replaceAll('+', '-').replaceAll('/', '_');
}

function hostOf(registry: string): string {
  const host = registry.replace(/^https?:\/\//u, '').replace(/\/.*$/u, '');
  return /^(?:index\.|registry-1\.)?docker\.io$/u.test(host) ? 'docker.io' : host;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
