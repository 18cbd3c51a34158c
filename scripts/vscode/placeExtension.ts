import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Puts an extension from its folder into VS Code's extensions folder, which takes in what it finds there at its
 * first start. So it runs as an installed one: in production mode, and without this repository's node_modules.
 * Of a folder with a .vscodeignore, only what that allows is taken.
 */
export async function placeExtension(folder: string, extensionsFolder: string): Promise<void> {
  const { publisher, name, version }: { publisher: string; name: string; version: string } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  );
  const target = join(extensionsFolder, `${publisher}.${name}-${version}`);
  for (const part of await allowed(folder))
    await cp(join(folder, part), join(target, part), { recursive: true });
}

async function allowed(folder: string): Promise<string[]> {
  const list = await readFile(join(folder, '.vscodeignore'), 'utf8').catch(() => undefined);
  if (list === undefined) return ['.'];
  return list
    .split('\n')
    .filter(line => line.startsWith('!'))
    .map(line => line.slice(1).replace(/\/\*\*$/, ''));
}
