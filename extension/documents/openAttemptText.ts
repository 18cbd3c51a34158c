import { Range, type Uri, type ViewColumn, window, workspace } from 'vscode';
import type { AttemptName } from '../../daemon/protocol/requests.ts';
import type { AttemptState } from '../../daemon/protocol/state.ts';
import { type AttemptText, attemptTextUri } from './attemptUri.ts';

/** The address of a text of an attempt; its last part is the tab's name, and gives the language. */
export function uriOfText(name: AttemptName, which: AttemptText, attempt: AttemptState | undefined): Uri {
  const of = `${name.step} ${name.attempt}`;
  switch (which) {
    case 'artifact':
    case 'proposed':
      return attemptTextUri(name, which, attempt?.artifact?.name ?? `${of}.txt`);
    case 'prompt':
    case 'reply':
      return attemptTextUri(name, which, `${of} ${which}.md`);
    case 'cause':
      return attemptTextUri(name, which, `${of} cause.txt`);
  }
}

/** Shows a document, a line of it (from 1) when one is given. */
export async function openText(uri: Uri, line?: number, viewColumn?: ViewColumn): Promise<void> {
  const document = await workspace.openTextDocument(uri);
  const at = line === undefined ? undefined : document.lineAt(Math.min(line, document.lineCount) - 1).range;
  await window.showTextDocument(document, {
    preview: true,
    ...(at && { selection: new Range(at.start, at.start) }),
    ...(viewColumn !== undefined && { viewColumn }),
  });
}
