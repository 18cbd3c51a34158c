import type { ErrorCode } from '../protocol/requests.ts';
import type { RunState } from '../protocol/state.ts';
import type { FailureCategory } from '../protocol/verdict.ts';

/** Exit statuses of the `fractale` command; 130 is what a shell reports for a process ended by Ctrl-C. */
export const EXIT = { succeeded: 0, failed: 1, usage: 2, missing: 3, cancelled: 130 } as const;

/** Failures that no attempt can mend: something has to be installed, started or set on this machine first. */
const MISSING: readonly FailureCategory[] = ['model.key', 'infra.engine', 'infra.tool'];

/** The status for a run as it ended, or as it stands when it was interrupted. */
export function statusOfRun(state: RunState): number {
  if (state.status === 'succeeded') return EXIT.succeeded;
  if (state.status === 'cancelled') return EXIT.cancelled;
  if (state.category !== undefined && MISSING.includes(state.category)) return EXIT.missing;
  return EXIT.failed;
}

const BY_CODE: Readonly<Record<ErrorCode, number>> = {
  unauthorized: EXIT.missing,
  'protocol-mismatch': EXIT.missing,
  'hello-first': EXIT.failed,
  'invalid-params': EXIT.usage,
  'invalid-plan': EXIT.usage,
  'unknown-method': EXIT.failed,
  'unknown-run': EXIT.usage,
  'unknown-attempt': EXIT.usage,
  'unknown-text': EXIT.failed,
  'not-waiting': EXIT.failed,
  'not-resumable': EXIT.failed,
  'missing-key': EXIT.missing,
  'missing-engine': EXIT.missing,
  'model-failed': EXIT.failed,
  busy: EXIT.failed,
  stopping: EXIT.failed,
  'no-daemon': EXIT.missing,
  storage: EXIT.missing,
  internal: EXIT.failed,
};

export function statusOfError(code: ErrorCode): number {
  // A newer daemon may answer with a code that this client does not know yet.
  return BY_CODE[code] ?? EXIT.failed;
}
