/** Longer lines were cut before they came here; this guards the ones that were not. */
const LONGEST = 16 * 1024;

const ESC = String.fromCharCode(27);
const BEL = String.fromCharCode(7);
/** ECMA-48: control strings with their text, control sequences, and other escapes. */
const ESCAPES = new RegExp(
  [
    `${ESC}[\\]PX^_][^${ESC}${BEL}]*(?:${BEL}|${ESC}\\\\)`,
    `${ESC}\\[[0-?]*[ -/]*[@-~]`,
    `${ESC}[ -/]*[0-~]`,
  ].join('|'),
  'g',
);
/** What a reader cannot see but a model reads: controls, format characters, tags, lone surrogates, blank letters. */
const INVISIBLE = /(?!\t)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * A log line as a person would see it on a terminal: without escape sequences and invisible characters, and of
 * a line that was overwritten by carriage returns only what stood last.
 */
export function cleanLine(raw: string): string {
  const line = raw.length > LONGEST ? raw.slice(0, LONGEST) : raw;
  if (!/[^ -~]/u.test(line)) return line.trimEnd();
  return lastWritten(line.replace(ESCAPES, '')).replace(INVISIBLE, '').trimEnd();
}

function lastWritten(line: string): string {
  if (!line.includes('\r')) return line;
  return line.split('\r').findLast(part => part.trim() !== '') ?? '';
}
