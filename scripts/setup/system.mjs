import { existsSync, readFileSync } from 'node:fs';

/**
 * What decides whether the set-up may install things on this machine.
 * @typedef {{ platform: NodeJS.Platform, distribution: string, codename: string, root: boolean,
 *   systemd: boolean }} System
 */

/** @returns {System} */
export function readSystem() {
  const release = process.platform === 'linux' ? readRelease() : {};
  return {
    platform: process.platform,
    distribution: release.ID ?? '',
    codename: release.VERSION_CODENAME ?? '',
    root: process.getuid?.() === 0,
    systemd: existsSync('/run/systemd/system'),
  };
}

/** Only there, and only for root, does the set-up install anything outside this folder. */
export function mayInstall(system) {
  return system.root && (system.distribution === 'debian' || system.distribution === 'ubuntu');
}

/** os-release(5): lines of `KEY=value`, the value perhaps quoted. */
function readRelease() {
  const file = ['/etc/os-release', '/usr/lib/os-release'].find(existsSync);
  if (file === undefined) return {};
  const pairs = readFileSync(file, 'utf8').matchAll(/^([A-Z_]+)=(["']?)(.*)\2$/gm);
  return Object.fromEntries([...pairs].map(([, key, , value]) => [key, value]));
}
