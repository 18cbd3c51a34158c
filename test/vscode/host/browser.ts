import { type Browser, chromium } from 'playwright-core';
import { chromiumPath } from '../../../scripts/setup/chromium.mjs';

let browser: Promise<Browser> | undefined;

/** The Chromium of this process, which reaches nothing but this machine. */
export function sharedBrowser(): Promise<Browser> {
  browser ??= launch();
  return browser;
}

export async function closeSharedBrowser(): Promise<void> {
  const open = browser;
  browser = undefined;
  await (await open)?.close();
}

async function launch(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined)
    throw new Error('There is no Chromium: install one, or name it in the variable CHROMIUM.');
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update'],
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      '--force-color-profile=srgb',
    ],
  });
}
