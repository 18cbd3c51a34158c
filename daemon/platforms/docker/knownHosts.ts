/** Hosts that exist beyond doubt: when their name does not resolve, the network is at fault and nothing else. */
const KNOWN_HOSTS = new Set([
  'github.com',
  'api.github.com',
  'codeload.github.com',
  'raw.githubusercontent.com',
  'objects.githubusercontent.com',
  'release-assets.githubusercontent.com',
  'gitlab.com',
  'ftp.gnu.org',
  'zenodo.org',
]);

export function isKnownHost(host: string): boolean {
  return KNOWN_HOSTS.has(host.toLowerCase().replace(/:\d+$/u, ''));
}
