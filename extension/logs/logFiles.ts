import {
  Disposable,
  FilePermission,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  l10n,
  MarkdownString,
  type Uri,
  workspace,
} from 'vscode';
import { LOG_SCHEME } from '../documents/attemptUri.ts';

/** Or the person's `files.encoding` would count. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The scheme of logs as read-only files, so that VS Code brings their tabs back after a reload, as it does with
 * files only. They never change as files: what a log grows by is put into its document, which costs nothing for the
 * lines that are there already.
 */
export function registerLogFiles(open: (uri: Uri) => Promise<string | undefined>): Disposable {
  const refuse = (): never => {
    throw FileSystemError.NoPermissions(l10n.t('Logs are read-only.'));
  };
  const files: FileSystemProvider = {
    onDidChangeFile: () => Disposable.from(),
    watch: () => Disposable.from(),
    // Always the same: a file that seems to have changed would be read again as a whole.
    stat: () => ({ type: FileType.File, ctime: 0, mtime: 1, size: 1, permissions: FilePermission.Readonly }),
    readFile: async uri => {
      const text = await open(uri);
      if (text === undefined) throw FileSystemError.FileNotFound(uri);
      return new TextEncoder().encode(`${BYTE_ORDER_MARK}${text}`);
    },
    readDirectory: () => [],
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
  return workspace.registerFileSystemProvider(LOG_SCHEME, files, {
    isCaseSensitive: true,
    isReadonly: new MarkdownString(l10n.t('A log is read-only.')),
  });
}
