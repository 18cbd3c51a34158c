/** One line of the table. */
export interface Row {
  readonly name: string;
  readonly measured: string;
  /** The bound, or what the number is to be seen beside. */
  readonly against: string;
  /** Whether the bound is held; absent for what has none. */
  readonly held?: boolean;
}

/** One command of `npm run bench`: measures through the real thing, and leaves nothing behind. */
export interface Benchmark {
  readonly name: string;
  /** A name for several measurements, which runs them all. */
  readonly group?: string;
  measure(): Promise<readonly Row[]>;
}

/** A row whose number may be at most, or must be at least, the bound. */
export function bounded(
  row: Pick<Row, 'name' | 'measured'>,
  value: number,
  bound: { readonly most: number; readonly unit: string } | { readonly least: number; readonly unit: string },
): Row {
  const held = 'most' in bound ? value <= bound.most : value >= bound.least;
  const against =
    'most' in bound ? `at most ${bound.most} ${bound.unit}` : `at least ${bound.least} ${bound.unit}`;
  return { ...row, against, held };
}
