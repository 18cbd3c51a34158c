import { stripVTControlCharacters } from 'node:util';

// Control characters (C0 without tab and line feed, DEL, C1), and the marks that reorder text on a screen
// (Unicode Bidirectional Algorithm, UAX #9), with which a log could pretend to be something else.
const UNSAFE = /(?![\t\n])\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const ZERO_WIDTH = /\p{Mark}|\p{Default_Ignorable_Code_Point}/u;
const DOUBLE_WIDTH =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;

/** A text from outside made harmless for a terminal: lines and tabs stay, everything that could act goes. */
export function clean(text: string): string {
  return stripVTControlCharacters(text.replaceAll('\r\n', '\n')).replace(UNSAFE, '');
}

/** One line of a log: what a terminal would show of it after carriage returns, tabs kept. */
export function logLine(text: string): string {
  const line = text.replace(/[\r\n]+$/, '');
  return clean(line.slice(line.lastIndexOf('\r') + 1));
}

/** Words from outside as a part of one line of ours. */
export function cleanLine(text: string): string {
  return logLine(text).replaceAll('\t', '    ').replaceAll('\n', ' ');
}

/** Columns that a text without escape sequences takes on a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (ZERO_WIDTH.test(character)) continue;
    width += DOUBLE_WIDTH.test(character) ? 2 : 1;
  }
  return width;
}

/** The text, cut to at most `columns` with `…` at its end when it is longer. */
export function fitted(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const character of text) {
    width += displayWidth(character);
    if (width > columns - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** The text filled up with spaces to `columns`. */
export function pad(text: string, columns: number, side: 'left' | 'right' = 'right'): string {
  const spaces = ' '.repeat(Math.max(0, columns - displayWidth(text)));
  return side === 'right' ? text + spaces : spaces + text;
}

/** The text in lines of at most `columns`, broken at spaces where there are some. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
