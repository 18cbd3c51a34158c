/** Code hosts that Dockerfiles name all the time. */
const CODE_HOSTS = new Set(['github.com', 'gitlab.com', 'bitbucket.org', 'codeberg.org']);

/**
 * Whether a host exists beyond doubt, so that the network is at fault when its name does not resolve: `text`
 * (a Dockerfile, an image reference) does not name it, so it is a default of the base image, of a tool or of
 * the engine, and nobody made it up.
 */
export function isCertainHost(host: string, text: string): boolean {
  const name = host.toLowerCase().replace(/:\d+$/u, '');
  return CODE_HOSTS.has(name) || !text.toLowerCase().includes(name);
}
