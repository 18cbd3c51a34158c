import { type Disposable, l10n, MarkdownString, StatusBarAlignment, ThemeColor, window } from 'vscode';
import { progressWords } from '../commands/runProgress.ts';
import type { DaemonLink } from '../daemon/daemonLink.ts';
import { Disposables } from '../disposables.ts';
import { isOver } from '../runs/runStatus.ts';
import type { RunStore } from '../runs/runStore.ts';
import type { Setup } from './setup.ts';

interface Needed {
  readonly link: DaemonLink;
  readonly store: RunStore;
  readonly setup: Setup;
}

/** One item: the daemon's health, what runs, and what waits for a person. */
export function createStatusBar({ link, store, setup }: Needed): Disposable {
  const disposables = new Disposables();
  const item = disposables.add(window.createStatusBarItem('fractale.status', StatusBarAlignment.Left, 10));
  item.name = 'Fractale';
  item.command = 'fractale.showStatus';
  let drawn: string | undefined;
  const draw = (): void => {
    const { text, tooltip, warn } = look(link, store, setup);
    const now = [text, warn, ...tooltip].join('\n');
    if (now === drawn) return;
    drawn = now;
    item.text = text;
    item.accessibilityInformation = { label: `Fractale: ${tooltip[0]}`, role: 'button' };
    item.backgroundColor = warn ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    const words = new MarkdownString('', true);
    for (const line of tooltip) words.appendText(line).appendMarkdown('\n\n');
    item.tooltip = words;
  };
  disposables.add(link.onDidChangeHealth(draw));
  disposables.add(store.onDidChange(draw));
  disposables.add(setup.onDidChange(draw));
  draw();
  item.show();
  return disposables;
}

interface Look {
  readonly text: string;
  readonly tooltip: readonly string[];
  readonly warn?: true;
}

function look(link: DaemonLink, store: RunStore, setup: Setup): Look {
  const { health } = link;
  switch (health.kind) {
    case 'connecting':
      return { text: '$(loading~spin) Fractale', tooltip: [l10n.t('Looking for the daemon')] };
    case 'stopped':
      return { text: '$(debug-disconnect) Fractale', tooltip: [l10n.t('The daemon was stopped')] };
    case 'stalled': {
      const since = new Date(health.since).toLocaleTimeString();
      const words = l10n.t('The daemon, process {0}, does not answer since {1}', health.status.pid, since);
      return { text: '$(warning) Fractale', tooltip: [words], warn: true };
    }
    case 'trouble':
      return {
        text: '$(error) Fractale',
        tooltip: [health.error.message, ...(health.error.next ? [health.error.next] : [])],
        warn: true,
      };
    case 'connected': {
      const daemon = l10n.t('Daemon {0}, process {1}', health.status.version, health.status.pid);
      const older = health.older
        ? [l10n.t('It is of an older build, and is replaced when its runs have ended')]
        : [];
      return { ...connected(store, setup, [daemon, ...older]) };
    }
  }
}

function connected(store: RunStore, setup: Setup, daemon: readonly string[]): Look {
  const active = store.runs().filter(run => !isOver(run));
  const waiting = active.filter(({ status }) => status === 'waiting');
  const lines = [...active.map(run => `${run.plan.name}: ${progressWords(run)}`), ...daemon];
  if (waiting.length > 0) {
    const words = waiting.length === 1 ? l10n.t('1 to review') : l10n.t('{0} to review', waiting.length);
    return { text: `$(bell-dot) Fractale: ${words}`, tooltip: lines, warn: true };
  }
  if (active.length > 0) {
    const words = active.length === 1 ? l10n.t('1 run') : l10n.t('{0} runs', active.length);
    return { text: `$(loading~spin) Fractale: ${words}`, tooltip: lines };
  }
  if (setup.trouble === 'engine')
    return { text: '$(warning) Fractale', tooltip: [l10n.t('No container engine answers'), ...daemon] };
  return { text: '$(check) Fractale', tooltip: [l10n.t('Nothing runs'), ...daemon] };
}
