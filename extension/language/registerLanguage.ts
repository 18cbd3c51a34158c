import { type Disposable, type ExtensionContext, type LogOutputChannel, languages, type Uri } from 'vscode';
import { Disposables } from '../disposables.ts';
import type { PlanOutline } from '../languageServer/planOutline.ts';
import type { RunStore } from '../runs/runStore.ts';
import { PlanLanguage } from './planLanguage.ts';
import { PlanLensProvider } from './planLensProvider.ts';

/** Plan files in the editor: the language server, and the lenses above a plan and its steps. */
export function registerLanguage({
  context,
  log,
  store,
}: {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly store: RunStore;
}): Disposable & { outline(uri: Uri): Promise<PlanOutline | undefined> } {
  const disposables = new Disposables();
  const language = disposables.add(new PlanLanguage(context.asAbsolutePath('dist/languageServer.cjs'), log));
  const lenses = disposables.add(new PlanLensProvider(language, store));
  disposables.add(languages.registerCodeLensProvider({ language: 'yaml', scheme: 'file' }, lenses));
  return { outline: uri => language.outline(uri), dispose: () => disposables.dispose() };
}
