import type { RunState } from '../../daemon/protocol/state.ts';

/** Whether nothing works on the run any more. */
export function isOver({ status }: RunState): boolean {
  return status !== 'running' && status !== 'waiting';
}

/** What the machine or the provider did wrong, or a person stopped, can go on; what the attempts came to cannot. */
export function canResume({ status, category }: RunState): boolean {
  if (status === 'interrupted' || status === 'cancelled') return true;
  return status === 'failed' && category !== undefined && /^(?:infra|model)\.|^internal$/u.test(category);
}
