import { UserError } from '../protocol/userError.ts';

/** Gives back what it was given, typed, or throws a `UserError` that names the field. */
export type Guard<T> = (value: unknown, field: string) => T;

/** The type that a guard lets through. */
type Guarded<G> = G extends Guard<infer T> ? T : never;
type Fields = Readonly<Record<string, Guard<unknown>>>;
type Checked<F extends Fields> = { readonly [K in keyof F]: Guarded<F[K]> };
/** Fields that may be absent are absent then, not undefined. */
type Sparse<F extends Fields> = { readonly [K in keyof F]?: Guarded<F[K]> };

export function refuse(field: string, expected: string): never {
  throw new UserError('invalid-params', `${field} must be ${expected}`);
}

export function text(most: number = 1_000): Guard<string> {
  return (value, field) => {
    if (typeof value !== 'string') return refuse(field, 'a text');
    return value.length <= most ? value : refuse(field, `a text of at most ${most} characters`);
  };
}

export const flag: Guard<boolean> = (value, field) =>
  typeof value === 'boolean' ? value : refuse(field, 'true or false');

export function integer(least: number, most: number = Number.MAX_SAFE_INTEGER): Guard<number> {
  return (value, field) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most)
      return value;
    return refuse(field, `a whole number from ${least} to ${most}`);
  };
}

export function oneOf<const T extends string>(...values: readonly T[]): Guard<T> {
  return (value, field) =>
    values.find(candidate => candidate === value) ?? refuse(field, `one of ${values.join(', ')}`);
}

/** Texts by name. */
export const texts: Guard<Readonly<Record<string, string>>> = (value, field) => {
  const entries = Object.entries(record(value, field));
  const check = text(100_000);
  return Object.fromEntries(entries.map(([key, item]) => [key, check(item, `${field}.${key}`)]));
};

/** An object with these fields; what a newer client sends beside them is left out. */
export function fields<R extends Fields, O extends Fields>(
  required: R,
  optional: O = {} as O,
): Guard<Checked<R> & Sparse<O>> {
  return (value, field) => {
    const given = record(value, field);
    const checked: Record<string, unknown> = {};
    for (const [key, check] of Object.entries(required)) checked[key] = check(given[key], `${field}.${key}`);
    for (const [key, check] of Object.entries(optional))
      if (given[key] !== undefined) checked[key] = check(given[key], `${field}.${key}`);
    return checked as Checked<R> & Sparse<O>;
  };
}

function record(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(field, 'an object');
  return value as Readonly<Record<string, unknown>>;
}
