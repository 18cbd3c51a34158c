import type { DaemonStatus } from '../../daemon/protocol/requests.ts';
import type { UserError } from '../../daemon/protocol/userError.ts';

/** How this window stands with the daemon. Reported from what was seen, never assumed. */
export type DaemonHealth =
  | { readonly kind: 'connecting' }
  /** `older`: its build is older than this window's; it is replaced when its runs have ended. */
  | { readonly kind: 'connected'; readonly status: DaemonStatus; readonly older: boolean }
  /** Attached, and no answer since then (milliseconds since the epoch). */
  | { readonly kind: 'stalled'; readonly status: DaemonStatus; readonly since: number }
  /** A person stopped it. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'trouble'; readonly error: UserError };
