import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { vscodeServer } from '../../../scripts/setup/vscodeServer.mjs';
import { ROOT } from './root.ts';

/** Installs a .vsix as `code --install-extension` does. */
export async function installVsix(
  vsix: string,
  { folder, extensionsFolder }: { folder: string; extensionsFolder: string },
): Promise<void> {
  const { node, server } = vscodeServer(ROOT);
  await promisify(execFile)(node, [
    ...[join(server, 'out', 'server-main.js'), '--accept-server-license-terms'],
    ...['--extensions-dir', extensionsFolder, '--server-data-dir', join(folder, 'server-data')],
    ...['--user-data-dir', join(folder, 'user-data'), '--install-extension', vsix, '--force'],
  ]);
}
