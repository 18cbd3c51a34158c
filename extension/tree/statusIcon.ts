import { ThemeColor, ThemeIcon } from 'vscode';
import type { AttemptState, RunState, StepState } from '../../daemon/protocol/state.ts';

export type Status = RunState['status'] | StepState['status'] | AttemptState['status'];

const ICONS: Readonly<Record<Status, readonly [icon: string, color?: string]>> = {
  pending: ['circle-outline', 'disabledForeground'],
  running: ['loading~spin', 'progressBar.background'],
  waiting: ['bell-dot', 'notificationsWarningIcon.foreground'],
  succeeded: ['pass', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  interrupted: ['debug-pause', 'notificationsWarningIcon.foreground'],
  cancelled: ['circle-slash', 'testing.iconSkipped'],
};

export function statusIcon(status: Status): ThemeIcon {
  const [icon, color] = ICONS[status];
  return new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
}
