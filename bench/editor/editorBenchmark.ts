import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../scripts/build.mjs';
import { chromiumPath } from '../../scripts/setup/chromium.mjs';
import { vscodeServer } from '../../scripts/setup/vscodeServer.mjs';
import { closeSharedBrowser } from '../../test/vscode/host/browser.ts';
import { ROOT } from '../../test/vscode/host/root.ts';
import type { Benchmark } from '../benchmark.ts';

let built: Promise<void> | undefined;

/**
 * A measurement in the real VS Code, of the extension as it is built: the first of a process builds it. Where there
 * is no VS Code, nothing is measured, and the table says so.
 */
export function editorBenchmark(name: string, measure: Benchmark['measure']): Benchmark {
  return {
    name,
    group: 'editor',
    async measure() {
      const missing = whyNoEditor();
      if (missing !== undefined)
        return [{ name, measured: 'skipped', against: `${missing}: npm test sees to it` }];
      built ??= build();
      await built;
      try {
        return await measure();
      } finally {
        await closeSharedBrowser();
      }
    },
  };
}

function whyNoEditor(): string | undefined {
  const { server } = vscodeServer(ROOT);
  if (!existsSync(join(server, 'out', 'server-main.js'))) return "VS Code's server is not installed";
  return chromiumPath() === undefined ? 'there is no Chromium' : undefined;
}
