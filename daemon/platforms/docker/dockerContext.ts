import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../protocol/userError.ts';
import { isMissing, isObject, messageOf, parseObject } from './dockerConfig.ts';
import type { TlsMaterial } from './tlsMaterial.ts';
import { readTlsMaterial } from './tlsMaterial.ts';

export interface DockerContext {
  readonly host: string;
  readonly tls?: TlsMaterial;
}

/**
 * Reads a context from the CLI's store: `contexts/meta/<sha256 of the name>/meta.json`, and its certificates
 * from `contexts/tls/<the same>/docker` (docker/cli, cli/context/store).
 */
export async function readContext(folder: string, name: string, chosenBy: string): Promise<DockerContext> {
  const id = createHash('sha256').update(name).digest('hex');
  const file = join(folder, 'contexts', 'meta', id, 'meta.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (!isMissing(error)) {
      throw new UserError('missing-engine', `${file} cannot be read: ${messageOf(error)}`, LOOK);
    }
    throw new UserError(
      'missing-engine',
      `The Docker context "${name}", chosen by ${chosenBy}, does not exist in ${join(folder, 'contexts')}.`,
      LOOK,
    );
  }
  const endpoints = parseObject(text, file).Endpoints;
  const docker = isObject(endpoints) ? endpoints.docker : undefined;
  if (!isObject(docker) || typeof docker.Host !== 'string') {
    throw new UserError(
      'missing-engine',
      `The Docker context "${name}" names no Docker host (${file}).`,
      LOOK,
    );
  }
  const certificates = join(folder, 'contexts', 'tls', id, 'docker');
  if (!existsSync(certificates)) return { host: docker.Host };
  return { host: docker.Host, tls: await readTlsMaterial(certificates, docker.SkipTLSVerify !== true) };
}

const LOOK = 'See `docker context ls`, and choose one with `docker context use NAME` or DOCKER_CONTEXT.';
