/**
 * An image name made from an application's name: lower case, `[a-z0-9_.-]`, two to 63 characters,
 * beginning with a letter or digit and without separators at its ends.
 * The rule is the original's; the grammar is that of the OCI distribution specification.
 */
export function imageName(application: string): string {
  const name = application
    .toLowerCase()
    .replace(/[^a-z0-9_.-]+/gu, '-')
    .replace(/([_.-])[_.-]+/gu, '$1')
    .replace(/^[_.-]+/u, '')
    .slice(0, 63)
    .replace(/[_.-]+$/u, '');
  return name.length >= 2 ? name : `c${name || 'ontainer'}`;
}
