import { fileURLToPath } from 'node:url';
import { Code, type CodeOptions } from '../../test/vscode/host/code.ts';
import { ROOT } from '../../test/vscode/host/root.ts';
import type { BenchDaemon } from '../benchDaemon.ts';

const PLAIN_ROWS = fileURLToPath(new URL('plainRows', import.meta.url));

/** VS Code with the extension, which finds this daemon, and with the plain tree to see ours beside. */
export async function openBenchEditor(
  name: string,
  daemon: BenchDaemon,
  options: CodeOptions,
): Promise<Code> {
  const { FRACTALE_HOME, XDG_RUNTIME_DIR } = daemon.env;
  return Code.prepare(name, {
    extensions: [ROOT, PLAIN_ROWS],
    size: { width: 1280, height: 1200 },
    ...options,
    env: { FRACTALE_HOME, XDG_RUNTIME_DIR },
  });
}
