import {
  type Disposable,
  type TextDocument,
  TextEditorSelectionChangeKind,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { AttemptName } from '../../daemon/protocol/requests.ts';
import type { RunState } from '../../daemon/protocol/state.ts';
import { Disposables } from '../disposables.ts';
import type { Services } from '../services.ts';
import type { Showing } from './reviewTabs.ts';
import { attemptKey } from './reviewUri.ts';

/** Somebody who typed or moved the cursor in an editor is at work in it for so long. */
const AT_WORK_MS = 30_000;

/**
 * Opens each review once, when it is requested in a run of a plan in this window's folders: in the window that a
 * person looks at or that is the only one, without the focus, and behind the open editor while it is worked in: an
 * editor that is covered loses the focus.
 */
export function openWaitingReviews(
  { store, link, log }: Pick<Services, 'store' | 'link' | 'log'>,
  isKept: (name: AttemptName) => Promise<boolean>,
  open: (name: AttemptName, showing: Showing) => Promise<void>,
): Disposable {
  const disposables = new Disposables();
  const seen = new Set<string>();
  let worked: { readonly document: TextDocument; readonly at: number } | undefined;
  let looking = Promise.resolve();

  disposables.add(store.onDidChange(look));
  disposables.add(
    window.onDidChangeWindowState(({ focused }) => {
      if (focused) look();
    }),
  );
  const atWork = (document: TextDocument): void => {
    if (document === window.activeTextEditor?.document) worked = { document, at: Date.now() };
  };
  disposables.add(
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) atWork(document);
    }),
  );
  disposables.add(
    window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
      if (kind !== undefined && kind !== TextEditorSelectionChangeKind.Command) atWork(textEditor.document);
    }),
  );
  return disposables;

  function look(): void {
    if (!workspace.getConfiguration('fractale').get<boolean>('openReviews', true)) return;
    const waiting = store
      .runs()
      .flatMap(waitingIn)
      .filter(name => !seen.has(attemptKey(name)));
    if (waiting.length > 0) looking = looking.then(() => openEach(waiting)).catch(error => log.error(error));
  }

  async function openEach(names: readonly AttemptName[]): Promise<void> {
    for (const name of names) {
      if (seen.has(attemptKey(name)) || disposables.disposed) continue;
      if (!window.state.focused && !(await isAlone())) return;
      if (store.attempt(name)?.attempt.status !== 'waiting') continue;
      seen.add(attemptKey(name));
      // Kept from before: VS Code restores its tab, unless the person had closed it.
      if (await isKept(name)) continue;
      try {
        await open(name, isAtWork() ? 'tab' : 'shown');
      } catch (error) {
        // The daemon was lost say: looked at again with the next event.
        seen.delete(attemptKey(name));
        throw error;
      }
    }
  }

  async function isAlone(): Promise<boolean> {
    const { clients } = await link.request('daemon/status', null);
    return clients.every(({ kind, pid }) => kind !== 'editor' || pid === process.pid);
  }

  function isAtWork(): boolean {
    const open = window.activeTextEditor?.document;
    return open !== undefined && open === worked?.document && Date.now() - worked.at < AT_WORK_MS;
  }
}

function waitingIn(run: RunState): AttemptName[] {
  if (run.status !== 'waiting' || run.plan.file === undefined) return [];
  if (workspace.getWorkspaceFolder(Uri.file(run.plan.file)) === undefined) return [];
  return run.steps.flatMap(step =>
    step.attempts.flatMap(({ status, number }) =>
      status === 'waiting' ? [{ run: run.id, step: step.id, attempt: number }] : [],
    ),
  );
}
