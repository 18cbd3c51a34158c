import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { aptInstall } from './apt.mjs';
import { found, step } from './progress.mjs';
import { SetupError } from './setupError.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const MAC = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
/** Chromium draws text with the machine's fonts; a bare one has none. */
const PACKAGES = ['chromium', 'fonts-dejavu-core', 'fonts-liberation'];

/** Path of the Chromium that the tests drive: the one that CHROMIUM names, or one of the machine. */
export function chromiumPath(env = process.env) {
  if (env.CHROMIUM) return env.CHROMIUM;
  const onPath = (env.PATH ?? '').split(delimiter).flatMap(folder => NAMES.map(name => join(folder, name)));
  return [...onPath, ...(process.platform === 'darwin' ? MAC : [])].find(existsSync);
}

/** Why no Chromium can be had here, as the error to show; undefined when there is one or it can be installed. */
export function whyNoChromium({ system, env = process.env }) {
  if (env.CHROMIUM && !existsSync(env.CHROMIUM)) {
    return new SetupError(`CHROMIUM names ${env.CHROMIUM}, which does not exist.`, 'Correct or unset it.');
  }
  // Ubuntu's package only fetches a snap.
  if (chromiumPath(env) !== undefined || (system.root && system.distribution === 'debian')) return undefined;
  return new SetupError(
    'There is no Chromium, which shows VS Code to the tests.',
    'Install Chromium or Chrome, or name one in the variable CHROMIUM, then run the same command again.',
  );
}

/** @returns {Promise<string>} its path */
export async function ensureChromium({ system, signal }) {
  const problem = whyNoChromium({ system });
  if (problem !== undefined) throw problem;
  const there = chromiumPath();
  if (there !== undefined) {
    found(`Chromium at ${there}`);
    return there;
  }
  await step('Chromium: apt-get install chromium', detail => aptInstall(PACKAGES, { signal, detail }));
  return chromiumPath();
}
