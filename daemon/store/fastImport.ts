const AUTHOR = 'Fractale <fractale@localhost>';

/** One file put into a new commit. */
export interface Commit {
  /** Path inside the repository, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly message: string;
  /** Seconds since the epoch. */
  readonly at: number;
}

/**
 * Input of `git fast-import --done` (git-fast-import(1)) that adds the commits to a branch, one on the other, and
 * prints their ids in order. Either the branch gets all of them or it stays as it is. No index, no working tree,
 * no hook of git's `commit` takes part.
 */
export function commitStream(branch: string, exists: boolean, commits: readonly Commit[]): string {
  const parts: string[] = [];
  for (const [index, { path, text, message, at }] of commits.entries()) {
    parts.push(`commit refs/heads/${branch}\nmark :${index + 1}\ncommitter ${AUTHOR} ${at} +0000\n`);
    parts.push(data(message));
    if (index === 0 && exists) parts.push(`from refs/heads/${branch}^0\n`);
    parts.push(`M 100644 inline ${quoted(path)}\n`, data(text), `get-mark :${index + 1}\n`);
  }
  return `${parts.join('')}done\n`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
