import { readFile, stat } from 'node:fs/promises';
import { extname, isAbsolute, resolve } from 'node:path';
import { UserError } from '../protocol/userError.ts';
import { parseRecording } from './parseRecording.ts';
import type { Recording } from './recording.ts';

const EXTENSION = '.replay.yaml';
const MAX_BYTES = 20 * 1024 * 1024;

/**
 * Reads the recording of a name: the first file there is in the folders; `.replay.yaml` is added to a name
 * without an extension. Throws a `UserError`.
 */
export async function findRecording(name: string, folders: readonly string[]): Promise<Recording> {
  const file = extname(name) === '' ? `${name}${EXTENSION}` : name;
  const candidates = isAbsolute(file) ? [file] : [...new Set(folders.map(folder => resolve(folder, file)))];
  for (const candidate of candidates) {
    const text = await read(candidate);
    if (text !== undefined) return parseRecording(text, candidate);
  }
  throw new UserError(
    'invalid-params',
    `There is no recording \`replay/${name}\`: looked for ${candidates.join(' and ')}`,
    'Name a file relative to the plan or to the current folder, or record one with `--record FILE`.',
  );
}

async function read(file: string): Promise<string | undefined> {
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new Error('it is not a file');
    if (found.size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES} bytes`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError('invalid-params', `The recording ${file} cannot be read: ${reason}`);
  }
}
