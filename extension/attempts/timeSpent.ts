import { l10n } from 'vscode';
import { duration } from '../../daemon/words/units.ts';

/** `12 ms`, `0.4 s`, `2 min 5 s`: what is short counts beside what is long. */
export function timeSpent(ms: number): string {
  return ms < 100 ? l10n.t('{0} ms', Math.round(ms)) : duration(ms);
}
