import {
  commands,
  l10n,
  Selection,
  type TextEditor,
  TextEditorRevealType,
  type Uri,
  ViewColumn,
  window,
} from 'vscode';
import { chooseAttempt } from '../commands/choose.ts';
import { attemptLogUri } from '../documents/attemptUri.ts';
import type { RunStore } from '../runs/runStore.ts';
import type { LogDocuments } from './logDocuments.ts';

/**
 * Opens an attempt's log at what matters: the error of one that failed, else the end, which a growing log then
 * follows. One that is shown already stays where it is.
 */
export async function openLog(store: RunStore, logs: LogDocuments, argument: unknown): Promise<void> {
  const executed = (name: Parameters<RunStore['attempt']>[0]) =>
    store.attempt(name)?.attempt.execution !== undefined;
  const name = await chooseAttempt(store, argument, l10n.t('Open the Log of an Attempt'), executed);
  if (name === undefined) return;
  const uri = attemptLogUri(name);
  const shown = editorOf(uri);
  // Not by `openTextDocument`, which would keep the document for minutes after its tab is closed.
  const options = { preview: false, viewColumn: shown?.viewColumn ?? ViewColumn.Active };
  await commands.executeCommand('vscode.open', uri, options);
  const log = logs.get(uri);
  if (shown !== undefined || log === undefined || log.live) return;
  logs.showVisible();
  const before = editorOf(uri)?.visibleRanges[0]?.start.line;
  await log.settled();
  const editor = editorOf(uri);
  // Whoever has begun to read a long log meanwhile is left alone.
  if (editor === undefined || editor.visibleRanges[0]?.start.line !== before) return;
  const key = [...log.evidence].find(([, is]) => is === 'key')?.[0];
  const line = key ?? editor.document.lineCount - 1;
  const type = key === undefined ? TextEditorRevealType.Default : TextEditorRevealType.InCenter;
  editor.selection = new Selection(line, 0, line, 0);
  editor.revealRange(editor.selection, type);
}

function editorOf(uri: Uri): TextEditor | undefined {
  return window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
}
