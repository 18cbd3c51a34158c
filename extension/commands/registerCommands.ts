import { commands, type Disposable, type LogOutputChannel, l10n, window } from 'vscode';
import type { ErrorCode } from '../../daemon/protocol/requests.ts';
import { UserError } from '../../daemon/protocol/userError.ts';
import type { Contribution } from '../manifest/contribution.ts';

/** A handler for each command that a feature's contribution declares: no more, no less. */
export type Handlers<C extends Contribution> = {
  readonly [K in keyof C['commands']]: (...args: never[]) => unknown;
};

/**
 * Registers the commands of a feature, whose contribution is given as a type only: package.json has it, the bundle need
 * not. What the commands throw is shown here and nowhere else.
 */
export function registerCommands<C extends Contribution>(
  log: LogOutputChannel,
  handlers: Handlers<C>,
): Disposable[] {
  return Object.entries(handlers).map(([command, handler]) =>
    commands.registerCommand(command, async (...args: never[]) => {
      try {
        return await handler(...args);
      } catch (error) {
        void showError(log, command, error);
        return undefined;
      }
    }),
  );
}

/** Tells a person's error from a defect of Fractale's own, which goes to the log with its stack. */
export async function showError(log: LogOutputChannel, where: string, error: unknown): Promise<void> {
  if (error instanceof UserError) {
    log.warn(`${where}: ${error.code}: ${error.message}${error.next ? ` ${error.next}` : ''}`);
    const words = error.next ? `${sentence(error.message)} ${error.next}` : error.message;
    const way = wayOn(error.code);
    const chosen = await window.showErrorMessage(words, ...(way ? [way.title] : []));
    if (way !== undefined && chosen === way.title) await commands.executeCommand(way.command);
    return;
  }
  log.error(`${where}:`, error instanceof Error ? error : String(error));
  const show = l10n.t('Show Log');
  const message = error instanceof Error ? error.message : String(error);
  void window.showErrorMessage(l10n.t('An error in Fractale itself: {0}', message), show).then(chosen => {
    if (chosen === show) log.show();
  });
}

/** The command that helps, where there is one. */
function wayOn(code: ErrorCode): { title: string; command: string } | undefined {
  switch (code) {
    case 'missing-engine':
      return { title: l10n.t('Check Setup'), command: 'fractale.checkSetup' };
    case 'missing-key':
      return { title: l10n.t('Set Gemini API Key'), command: 'fractale.setApiKey' };
    case 'no-daemon':
      return { title: l10n.t('Start Daemon'), command: 'fractale.startDaemon' };
    default:
      return undefined;
  }
}

function sentence(text: string): string {
  return /[.!?:]$/u.test(text) ? text : `${text}.`;
}
