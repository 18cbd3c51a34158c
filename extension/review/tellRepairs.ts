import { commands, type Disposable, l10n, window, workspace } from 'vscode';
import { cleanLine } from '../../daemon/words/text.ts';
import type { RunStore } from '../runs/runStore.ts';
import type { Reviews } from './reviews.ts';
import { attemptKey } from './reviewUri.ts';

/** An edited text goes through preflight again. When that repairs it, what runs is not what was written: said once. */
export function tellRepairs(store: RunStore, reviews: Reviews): Disposable {
  return store.onDidChange(changes => {
    for (const event of changes.flatMap(({ events }) => events)) {
      if (event.type !== 'artifact.edited') continue;
      const { run, step, attempt } = event;
      const key = attemptKey(event);
      const file = reviews.written.get(key);
      if (file === undefined || !reviews.written.delete(key)) continue;
      const compare = l10n.t('Compare');
      const words = l10n.t(
        'Preflight repaired the text that you accepted: {0}. What runs differs from {1}.',
        cleanLine(event.reason).replace(/\.$/u, ''),
        workspace.asRelativePath(file),
      );
      void window.showInformationMessage(words, compare).then(chosen => {
        if (chosen === compare)
          void commands.executeCommand('fractale.acceptIntoWorkspace', { run, step, attempt });
      });
    }
  });
}
