import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { UserError } from '../../protocol/userError.ts';

/** The person's editor, as git chooses it. */
export function editorOf(env: NodeJS.ProcessEnv): string | undefined {
  return env.VISUAL || env.EDITOR || undefined;
}

/** Opens the text in the editor and returns it as it was left. The editor may be a command with arguments. */
export async function editText(
  editor: string,
  name: string,
  text: string,
  signal: AbortSignal,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fractale-review-'));
  try {
    const file = join(folder, basename(name));
    await writeFile(file, text, { mode: 0o600 });
    await open(editor, file, signal);
    return await readFile(file, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function open(editor: string, file: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const options = { stdio: 'inherit', signal } as const;
  const child =
    process.platform === 'win32'
      ? spawn(`${editor} "${file}"`, { ...options, shell: true })
      : spawn('/bin/sh', ['-c', `${editor} "$@"`, 'sh', file], options);
  child.once('error', reject);
  child.once('exit', code => {
    if (code === 0) resolve();
    else reject(new UserError('invalid-params', `The editor '${editor}' ended with status ${code}`));
  });
  return promise;
}
