/**
 * Which of two builds (`<semantic version>+<milliseconds>`) is newer: above 0 when `a` is, 0 when neither is.
 * A total order, so that two clients never replace each other's daemon in turn. What is no build is the oldest.
 */
export function compareBuilds(a: string, b: string): number {
  const [left, right] = [parsed(a), parsed(b)];
  for (const [index, part] of left.numbers.entries()) {
    const difference = part - (right.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.preview !== right.preview) {
    if (left.preview === '') return 1;
    if (right.preview === '') return -1;
    return left.preview < right.preview ? -1 : 1;
  }
  return left.made - right.made;
}

function parsed(build: string): { numbers: number[]; preview: string; made: number } {
  const match = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([0-9A-Za-z.-]+))?(?:\+(\d{1,15}))?$/.exec(build);
  if (match === null) return { numbers: [-1, -1, -1], preview: '', made: 0 };
  const [, major, minor, patch, preview = '', made = 0] = match;
  return { numbers: [Number(major), Number(minor), Number(patch)], preview, made: Number(made) };
}
