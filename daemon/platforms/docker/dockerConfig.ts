import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../protocol/userError.ts';

/** The variables of the run that choose an engine and its tools; never the daemon's own environment. */
export type DockerEnvironment = Readonly<Record<string, string | undefined>>;

/** Credentials as `docker login` keeps them when no credential store is set. */
export interface StoredAuth {
  /** Base64 of `user:password`. */
  readonly auth?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}

/** What of the docker CLI's `config.json` matters here. */
export interface DockerConfig {
  readonly folder: string;
  readonly currentContext?: string;
  readonly auths: Readonly<Record<string, StoredAuth>>;
  readonly credsStore?: string;
  readonly credHelpers: Readonly<Record<string, string>>;
}

/**
 * Reads the CLI's configuration from `DOCKER_CONFIG` or `~/.docker`; a missing file is an empty one.
 * Throws a `UserError` for a file that is no JSON object: guessing could reach another engine than meant.
 */
export async function readDockerConfig(environment: DockerEnvironment): Promise<DockerConfig> {
  const folder = environment.DOCKER_CONFIG || join(homeFolder(environment), '.docker');
  const file = join(folder, 'config.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return { folder, auths: {}, credHelpers: {} };
    throw new UserError(
      'missing-engine',
      `The Docker configuration ${file} cannot be read: ${messageOf(error)}`,
      'Make the file readable, or set DOCKER_CONFIG to another folder.',
    );
  }
  const config = parseObject(text, file);
  return {
    folder,
    ...(typeof config.currentContext === 'string' && { currentContext: config.currentContext }),
    ...(typeof config.credsStore === 'string' && { credsStore: config.credsStore }),
    auths: storedAuths(config.auths),
    credHelpers: strings(config.credHelpers),
  };
}

export function homeFolder(environment: DockerEnvironment): string {
  return environment.HOME || homedir();
}

/** Parses a JSON object of the CLI's; a `UserError` names the file when it is none. */
export function parseObject(text: string, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (isObject(value)) return value;
  throw new UserError(
    'missing-engine',
    `${file} is not a JSON object, so it does not say which Docker engine to use.`,
    'Correct or remove the file, or set DOCKER_HOST.',
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function storedAuths(value: unknown): Record<string, StoredAuth> {
  const auths: Record<string, StoredAuth> = {};
  if (!isObject(value)) return auths;
  for (const [registry, entry] of Object.entries(value)) {
    if (isObject(entry)) auths[registry] = strings(entry);
  }
  return auths;
}

function strings(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
