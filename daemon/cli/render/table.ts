import { stripVTControlCharacters } from 'node:util';
import { displayWidth, fitted, pad } from '../../words/text.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** Gives way when the table is wider than the terminal; one column can. */
  readonly shrinks?: boolean;
}

const GAP = 2;

/** Rows under their titles, aligned. Cells may be painted, except in the column that shrinks. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width = Number.POSITIVE_INFINITY,
): string[] {
  const widths = columns.map((column, index) =>
    Math.max(displayWidth(column.title), ...rows.map(row => bareWidth(row[index] ?? ''))),
  );
  const over = widths.reduce((sum, wide) => sum + wide + GAP, -GAP) - width;
  const shrinking = columns.findIndex(column => column.shrinks);
  const wide = widths[shrinking];
  if (over > 0 && wide !== undefined) widths[shrinking] = Math.max(8, wide - over);

  const line = (cells: readonly string[]) =>
    columns
      .map((column, index) => {
        const limit = widths[index] ?? 0;
        const cell = index === shrinking ? fitted(cells[index] ?? '', limit) : (cells[index] ?? '');
        const fill = ' '.repeat(Math.max(0, limit - bareWidth(cell)));
        return column.align === 'right' ? fill + cell : cell + fill;
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  return [line(columns.map(column => column.title)), ...rows.map(line)];
}

/** Names and values in two columns, the names faint. */
export function pairs(
  list: readonly (readonly [string, string])[],
  faint: (text: string) => string,
): string[] {
  const width = Math.max(0, ...list.map(([name]) => displayWidth(name)));
  return list.map(([name, value]) => `${faint(pad(name, width))}  ${value}`);
}

function bareWidth(text: string): number {
  return displayWidth(stripVTControlCharacters(text));
}
