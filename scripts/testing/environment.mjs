import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { vscodeServer } from '../setup/vscodeServer.mjs';

/** What a test must not see of the person who runs it: state folders, keys, a git repository, an outer test run. */
const HIDDEN =
  /^(XDG_RUNTIME_DIR|XDG_STATE_HOME|FRACTALE_.*|GEMINI_API_KEY|GOOGLE_API_KEY|GOOGLE_GEMINI_BASE_URL|GIT_(DIR|WORK_TREE|INDEX_FILE)|NODE_TEST_CONTEXT)$/;

/**
 * The variables that tests run with, and a temporary folder for the `FRACTALE_HOME` of each file, to be removed
 * after them.
 * @param {{ root: string, node: string, noEditor?: string }} options `noEditor`: why tests in VS Code are skipped
 */
export async function testEnvironment({ root, node, noEditor }) {
  const home = await mkdtemp(join(tmpdir(), 'fractale-test-'));
  const kept = Object.entries(process.env).filter(([name]) => !HIDDEN.test(name));
  const env = {
    ...Object.fromEntries(kept),
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compile'),
    PATH: [dirname(node), process.env.PATH].filter(Boolean).join(delimiter),
    FRACTALE_VSCODE_SERVER: vscodeServer(root).folder,
    ...(noEditor && { FRACTALE_NO_VSCODE: noEditor }),
  };
  return { env, home };
}
