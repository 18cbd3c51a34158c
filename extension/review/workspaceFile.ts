import {
  EndOfLine,
  FileSystemError,
  l10n,
  Range,
  type TextDocument,
  TextEdit,
  Uri,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import { UserError } from '../../daemon/protocol/userError.ts';
import { linesOf } from './hunks.ts';
import { lineEdits } from './lineEdit.ts';

const MOST_BYTES = 16 * 1024 * 1024;

/** A file's text as the person has it, what is not saved included; undefined when there is no file. */
export async function workspaceText(file: string): Promise<string | undefined> {
  const uri = Uri.file(file);
  const open = openDocument(uri);
  if (open?.isDirty) return open.getText();
  try {
    const { size } = await workspace.fs.stat(uri);
    if (size > MOST_BYTES)
      throw new UserError(
        'invalid-params',
        l10n.t('{0} is too large to be compared', workspace.asRelativePath(uri)),
      );
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}

/**
 * Writes a file through the editor, so that it can be undone there, and saves it. The result is whether the saved
 * text is this one: a formatter that runs on saving may have changed it. Throws when it could not be written.
 */
export async function writeWorkspaceFile(file: string, text: string): Promise<boolean> {
  const uri = Uri.file(file);
  const name = workspace.asRelativePath(uri);
  const edit = new WorkspaceEdit();
  if ((await workspaceText(file)) === undefined) {
    edit.createFile(uri, { contents: new TextEncoder().encode(text) });
  } else {
    const document = await workspace.openTextDocument(uri);
    edit.set(uri, editsOf(document, text));
  }
  if (!(await workspace.applyEdit(edit)))
    throw new UserError('storage', l10n.t('VS Code did not apply the edit to {0}', name));
  const document = await workspace.openTextDocument(uri);
  if (document.isDirty && !(await document.save()))
    throw new UserError(
      'storage',
      l10n.t('{0} could not be saved', name),
      l10n.t('Its editor has the text.'),
    );
  return document.getText() === text;
}

function editsOf(document: TextDocument, text: string): TextEdit[] {
  const eol = text.includes('\r\n') ? EndOfLine.CRLF : text.includes('\n') ? EndOfLine.LF : document.eol;
  const edits = lineEdits(linesOf(document.getText()), linesOf(text), eol === EndOfLine.CRLF ? '\r\n' : '\n');
  return [
    ...edits.map(({ start, end, text: line }) =>
      TextEdit.replace(new Range(start.line, start.character, end.line, end.character), line),
    ),
    ...(eol === document.eol ? [] : [TextEdit.setEndOfLine(eol)]),
  ];
}

function openDocument(uri: Uri): TextDocument | undefined {
  return workspace.textDocuments.find(document => document.uri.toString() === uri.toString());
}
