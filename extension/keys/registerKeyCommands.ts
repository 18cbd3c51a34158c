import type { Disposable } from 'vscode';
import { registerCommands } from '../commands/registerCommands.ts';
import type { Services } from '../services.ts';
import type { keysContribution } from './keysContribution.ts';

export function registerKeyCommands({ apiKey, log }: Services): Disposable[] {
  return registerCommands<typeof keysContribution>(log, {
    'fractale.setApiKey': () => apiKey.set(),
    'fractale.removeApiKey': () => apiKey.remove(),
  });
}
