import type { Cause } from './distill.ts';
import type { PlacedLine } from './keyLine.ts';

/** How a distilled text says that lines were left out. */
export function gap(lines: number): string {
  return `[… ${lines} ${lines === 1 ? 'line' : 'lines'}]`;
}

/** Only repeats the command that failed. */
const COMMAND = /returned a non-zero code: \d+$|did not complete successfully: exit code: \d+$/u;

/** The log's own lines in a distilled text: without the instruction, its repetition and the notes between them. */
export function evidenceLines(cause: Cause): PlacedLine[] {
  const lines: PlacedLine[] = [];
  const instruction = cause.step?.slice(0, 100);
  let ordinal = 0;
  for (const text of cause.text.split('\n')) {
    if (COMMAND.test(text) || (instruction !== undefined && text.startsWith(instruction))) continue;
    const left = /^\[… (\d{1,9}) lines?\]$/u.exec(text)?.[1];
    ordinal += left === undefined ? 1 : Number(left);
    if (left === undefined) lines.push({ ordinal, text });
  }
  return lines;
}
