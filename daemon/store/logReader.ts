import type { FileHandle } from 'node:fs/promises';

const LINE_LIMIT = 16_384;
const CHUNK = 64 * 1024;
const NEWLINE = 10;

/**
 * The lines of a log from byte `from` to byte `size`, as many at a time as a piece of the file has. Line ends are
 * taken away, bytes that are not UTF-8 become U+FFFD, a line over 16,384 bytes is cut and ends in `…`.
 * The last line may be without its end.
 */
export async function* lineBatches(text: FileHandle, from: number, size: number): AsyncGenerator<string[]> {
  const buffer = Buffer.allocUnsafe(CHUNK);
  let begun: Buffer = Buffer.alloc(0);
  for (let at = from; at < size; ) {
    const { bytesRead } = await text.read(buffer, 0, Math.min(CHUNK, size - at), at);
    if (bytesRead === 0) break;
    at += bytesRead;
    const end = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    if (end >= 0) {
      const whole = buffer.subarray(0, end);
      yield lines(begun.length === 0 ? whole : Buffer.concat([begun, whole]));
      begun = Buffer.alloc(0);
    }
    // One byte more than is shown tells that a line is too long; one more may be a carriage return.
    const rest = Math.min(bytesRead, end + 1 + LINE_LIMIT + 2 - begun.length);
    begun = Buffer.concat([begun, buffer.subarray(end + 1, Math.max(end + 1, rest))]);
  }
  if (begun.length > 0) yield lines(begun);
}

function lines(text: Buffer): string[] {
  return text.toString('utf8').split('\n').map(shown);
}

function shown(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (text.length * 3 <= LINE_LIMIT) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= LINE_LIMIT) return text;
  let end = LINE_LIMIT;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return `${bytes.toString('utf8', 0, end)}…`;
}
