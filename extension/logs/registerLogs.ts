import { Disposable, Uri } from 'vscode';
import { registerCommands } from '../commands/registerCommands.ts';
import type { Services } from '../services.ts';
import { EndFollower } from './endFollower.ts';
import { registerInstructionProblems } from './instructionProblems.ts';
import { LogDocuments } from './logDocuments.ts';
import { registerLogLinks } from './logLinks.ts';
import { registerLogMarks } from './logMarks.ts';
import { registerLogSections } from './logSections.ts';
import type { logsContribution } from './logsContribution.ts';
import { openLog } from './openLog.ts';

/** Logs of attempts as documents: live, divided by instruction, marked and linked. */
export function registerLogs({ context, link, log, store }: Services): Disposable {
  const logs = new LogDocuments({ link, store, log });
  const follower = new EndFollower(logs, context.workspaceState);
  const icon = Uri.joinPath(context.extensionUri, 'extension', 'media', 'logError.svg');
  return Disposable.from(
    ...registerCommands<typeof logsContribution>(log, {
      'fractale.openLog': (argument: unknown) => openLog(store, logs, argument),
      'fractale.followLog': () => follower.followActive(),
    }),
    registerLogSections(logs),
    registerLogMarks(logs, icon),
    registerLogLinks(logs),
    registerInstructionProblems(store),
    follower,
    logs,
  );
}
