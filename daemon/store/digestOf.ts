import { createHash } from 'node:crypto';
import type { Digest } from '../protocol/events.ts';

/** The name under which a text is kept: SHA-256 of its UTF-8 bytes, in lower-case hexadecimal. */
export function digestOf(text: string): Digest {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
