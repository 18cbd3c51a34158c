import { ensureChromium, whyNoChromium } from './chromium.mjs';
import { ensureVsCodeServer, whyNoVsCodeServer } from './vscodeServer.mjs';

/**
 * Sees to a VS Code and a browser that the tests can drive. Where they cannot be had it says so, and resolves to
 * the reason, with which those tests are skipped.
 * @param {{ root: string, system: import('./system.mjs').System, signal: AbortSignal }} options
 * @returns {Promise<string | undefined>}
 */
export async function ensureEditor({ root, system, signal }) {
  const problem = whyNoVsCodeServer({ root, system }) ?? whyNoChromium({ system });
  if (problem !== undefined) {
    console.log(`✗ VS Code: ${problem.message} Tests in it are skipped.\n  ${problem.next}`);
    return problem.message;
  }
  await ensureVsCodeServer({ root, system, signal });
  await ensureChromium({ system, signal });
  return undefined;
}
