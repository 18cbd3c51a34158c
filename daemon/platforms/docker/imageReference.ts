/** An image's name in parts, as docker completes it. */
export interface ImageReference {
  /** Host and port; `docker.io` when the name has none. */
  readonly registry: string;
  /** Everything before the tag, as it was written. */
  readonly name: string;
  readonly tag: string;
}

const PART = '[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*';
const NAME = new RegExp(`^${PART}(?::\\d+)?(?:/${PART})*$`, 'iu');
const TAG = /^\w[\w.-]{0,127}$/u;

/**
 * Splits a reference without a digest (distribution/reference); `latest` is the tag that is implied. Undefined
 * for what cannot be one: names go into paths of the Engine API as they are.
 */
export function parseImageReference(image: string): ImageReference | undefined {
  const colon = image.lastIndexOf(':');
  const tagged = colon > image.lastIndexOf('/');
  const name = tagged ? image.slice(0, colon) : image;
  const tag = tagged ? image.slice(colon + 1) : 'latest';
  if (!NAME.test(name) || !TAG.test(tag) || image.length > 400) return undefined;
  const [first = '', ...rest] = name.split('/');
  const hasRegistry = rest.length > 0 && (/[.:]/u.test(first) || first === 'localhost');
  return { registry: hasRegistry ? first : 'docker.io', name, tag };
}
