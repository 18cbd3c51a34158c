/**
 * The wire protocol's version. Raised only by a change that an older peer cannot read; added fields,
 * events and requests do not raise it. A peer speaks every version from `min` to `max`.
 */
export const PROTOCOL = { min: 1, max: 1 } as const;
