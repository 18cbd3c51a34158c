/** The value that a share `q` of the others does not exceed (nearest rank). */
export function quantile(values: readonly number[], q: number): number {
  const value = values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length) - 1)];
  if (value === undefined) throw new Error('there is no quantile of no values');
  return value;
}

/** `163 ms, p95 181 ms (20 rounds)`. */
export function spread(values: readonly number[], rounds: string): string {
  return `${ms(quantile(values, 0.5))}, p95 ${ms(quantile(values, 0.95))} (${values.length} ${rounds})`;
}

/** Milliseconds in three figures or so: `0.42 ms`, `4.2 ms`, `163 ms`, `2.41 s`. */
export function ms(value: number): string {
  if (value >= 1000) return `${(value / 1000).toFixed(2)} s`;
  return `${value.toFixed(value >= 100 ? 0 : value >= 1 ? 1 : 2)} ms`;
}

/** Bytes in millions. */
export function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
