import { commands, l10n, type QuickPickItem, QuickPickItemKind, ThemeIcon, window } from 'vscode';
import { progressWords } from '../commands/runProgress.ts';
import { isOver } from '../runs/runStatus.ts';
import type { Services } from '../services.ts';
import { statusIcon } from '../tree/statusIcon.ts';

interface Choice extends QuickPickItem {
  run?: () => unknown;
}

/** What the status bar item opens: the active runs, and what can be done about the daemon. */
export async function showStatus({ link, store, showRun }: Services): Promise<void> {
  const execute = (command: string) => () => commands.executeCommand(command);
  const runs = store
    .runs()
    .filter(run => !isOver(run))
    .map(
      (run): Choice => ({
        label: run.plan.name,
        description: progressWords(run),
        iconPath: statusIcon(run.status),
        run: () => showRun(run.id, true),
      }),
    );
  const { health } = link;
  const running = health.kind === 'connected' || health.kind === 'stalled';
  const choices: Choice[] = [
    ...(runs.length > 0
      ? [{ label: l10n.t('Active runs'), kind: QuickPickItemKind.Separator }, ...runs]
      : []),
    { label: l10n.t('Daemon'), kind: QuickPickItemKind.Separator },
    ...(running
      ? [
          {
            label: l10n.t('Stop Daemon'),
            iconPath: new ThemeIcon('debug-stop'),
            run: execute('fractale.stopDaemon'),
          },
        ]
      : [
          {
            label: l10n.t('Start Daemon'),
            iconPath: new ThemeIcon('play'),
            run: execute('fractale.startDaemon'),
          },
        ]),
    ...(health.kind === 'stalled' || health.kind === 'trouble'
      ? [
          {
            label: l10n.t('End Daemon and Start Anew'),
            iconPath: new ThemeIcon('debug-restart'),
            run: execute('fractale.replaceDaemon'),
          },
        ]
      : []),
    {
      label: l10n.t('Check Setup'),
      iconPath: new ThemeIcon('checklist'),
      run: execute('fractale.checkSetup'),
    },
    {
      label: l10n.t('Show Log'),
      iconPath: new ThemeIcon('output'),
      run: execute('fractale.showExtensionLog'),
    },
    {
      label: l10n.t("Show the Daemon's Log"),
      iconPath: new ThemeIcon('output'),
      run: execute('fractale.showDaemonLog'),
    },
  ];
  await (await window.showQuickPick(choices, { title: 'Fractale' }))?.run?.();
}
