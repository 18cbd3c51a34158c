import { l10n, workspace } from 'vscode';
import { UserError } from '../../daemon/protocol/userError.ts';

/** Throws in Restricted Mode. A command's `enablement` keeps only menus and palette from it. */
export function requireTrust(): void {
  if (workspace.isTrusted) return;
  throw new UserError(
    'invalid-params',
    l10n.t('Nothing runs in Restricted Mode'),
    l10n.t('Trust this workspace first, with the command Workspaces: Manage Workspace Trust.'),
  );
}
