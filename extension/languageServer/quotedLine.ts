import { parseDocument } from 'yaml';
import { restOfLine, startOfLine } from './edits.ts';
import type { Broken, QuickFix } from './quickFix.ts';

/** A value that YAML misreads, because of a colon or a special first sign, goes into quotes. */
export function quotedLine({ text, start }: Broken): QuickFix[] {
  const lineStart = startOfLine(text, start);
  const line = text.slice(lineStart, restOfLine(text, lineStart));
  const [, head, value] = /^([ \t]*(?:-[ \t]+)*[\w.-]+:[ \t]+)([^\s"'[{|>&*!#].*?)[ \t]*$/u.exec(line) ?? [];
  if (head === undefined || value === undefined) return [];
  const from = lineStart + head.length;
  const edit = { start: from, end: from + value.length, text: JSON.stringify(value) };
  const mended = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  if (errors(mended) >= errors(text)) return [];
  return [{ title: 'Put the value in quotes', edits: [edit] }];
}

function errors(text: string): number {
  return parseDocument(text, { prettyErrors: false, uniqueKeys: false, schema: 'core' }).errors.length;
}
