/** One expression that matches where one of these does; all have the flags of the first. */
export function anyOf(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(pattern => pattern.source).join('|'), patterns[0]?.flags);
}
