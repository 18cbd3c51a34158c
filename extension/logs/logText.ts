import { logLine } from '../../daemon/words/text.ts';

const PLAIN = /^[\t -~]*$/;
/** LINE SEPARATOR and PARAGRAPH SEPARATOR: the editor would ask what to do about them. */
const SEPARATORS = /[\u2028\u2029]/g;

/** A log's line as its document shows it: no escape sequences or control characters, of progress the last state. */
export function shownLine(raw: string): string {
  return PLAIN.test(raw) ? raw : logLine(raw).replace(SEPARATORS, ' ');
}
