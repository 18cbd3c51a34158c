import type { Page } from 'playwright-core';

/** Runs in the page, before the workbench's own script. */
const CHANGE_CONFIGURATION = `options => {
  if (window !== window.top) return;
  new MutationObserver((_changes, observer) => {
    const meta = document.getElementById('vscode-workbench-web-configuration');
    if (meta === null) return;
    observer.disconnect();
    const configuration = JSON.parse(meta.getAttribute('data-settings'));
    configuration.developmentOptions = { ...configuration.developmentOptions, ...options };
    meta.setAttribute('data-settings', JSON.stringify(configuration));
  }).observe(document, { childList: true, subtree: true });
}`;

/**
 * Has the workbench load extensions from folders, and run tests in their extension host. It reads which from its
 * configuration in the page, which is changed on the way: in this version the address can no longer name them,
 * and a page that a test answers itself (`page.route`) may not open the WebSocket.
 */
export async function loadExtensions(
  page: Page,
  origin: string,
  folders: readonly string[],
  testsPath: string,
): Promise<void> {
  const authority = new URL(origin).host;
  const uri = (path: string) => ({ scheme: 'vscode-remote', authority, path });
  const options = { extensions: folders.map(uri), extensionTestsPath: uri(testsPath) };
  await page.addInitScript({ content: `(${CHANGE_CONFIGURATION})(${JSON.stringify(options)})` });
}
