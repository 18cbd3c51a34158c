import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../protocol/userError.ts';
import { isMissing, messageOf } from './dockerConfig.ts';

/** PEM texts for a TLS connection to an engine. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Whether the engine's certificate is checked. */
  readonly verify: boolean;
}

/** Reads `ca.pem`, `cert.pem` and `key.pem`, each optional, as `docker` names them. */
export async function readTlsMaterial(folder: string, verify: boolean): Promise<TlsMaterial> {
  const [ca, cert, key] = await Promise.all(['ca.pem', 'cert.pem', 'key.pem'].map(name => pem(folder, name)));
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }), verify };
}

async function pem(folder: string, name: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new UserError(
      'missing-engine',
      `The TLS file ${join(folder, name)} cannot be read: ${messageOf(error)}`,
      'Make the file readable, or correct DOCKER_CERT_PATH.',
    );
  }
}
