import { l10n } from 'vscode';
import type { DaemonHealth } from '../daemon/daemonHealth.ts';

/** Why what is shown may be out of date; undefined while the daemon tells of every change. */
export function outdatedWords(health: DaemonHealth): string | undefined {
  switch (health.kind) {
    case 'connected':
    case 'connecting':
      return undefined;
    case 'stalled':
      return l10n.t('The daemon does not answer. What stands here is from before.');
    case 'stopped':
      return l10n.t('The daemon was stopped. What stands here is from before.');
    case 'trouble':
      return l10n.t('The daemon cannot be reached. What stands here is from before.');
  }
}
