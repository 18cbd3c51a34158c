import { type Disposable, l10n, Uri, window, workspace } from 'vscode';
import { endDaemonProcess } from '../../daemon/client/daemonProcess.ts';
import { homeOf } from '../../daemon/discovery/home.ts';
import { registerCommands } from '../commands/registerCommands.ts';
import type { Services } from '../services.ts';
import { showStatus } from '../status/showStatus.ts';
import type { daemonContribution } from './daemonContribution.ts';

export function registerDaemonCommands(services: Services): Disposable[] {
  const { link, log } = services;
  const home = homeOf(process.env);
  return registerCommands<typeof daemonContribution>(log, {
    'fractale.startDaemon': () => link.connect(),
    'fractale.stopDaemon': async () => {
      const active = await link.stop(false);
      if (active.length === 0) return;
      const stop = l10n.t('Interrupt and Stop');
      const words =
        active.length === 1
          ? l10n.t('A run is active. It is interrupted; Resume Run goes on with it later.')
          : l10n.t(
              '{0} runs are active. They are interrupted; Resume Run goes on with them later.',
              active.length,
            );
      if ((await window.showWarningMessage(words, { modal: true }, stop)) === stop) await link.stop(true);
    },
    'fractale.replaceDaemon': async () => {
      await endDaemonProcess(home);
      await link.reconnect();
    },
    'fractale.showExtensionLog': () => log.show(),
    'fractale.showDaemonLog': async () => {
      await window.showTextDocument(await workspace.openTextDocument(Uri.file(home.daemonLog)));
    },
    'fractale.showStatus': () => showStatus(services),
  });
}
