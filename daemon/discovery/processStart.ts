import { readFileSync } from 'node:fs';

/** What tells a process from a later one with the same pid, and how it is. */
export interface ProcessStart {
  /** Stable for the life of the process, never the same for two on one machine. */
  readonly id: string;
  /** Stopped by a signal or a debugger, until it is continued. */
  readonly suspended: boolean;
}

/** Undefined when there is no such process, and on systems other than Linux, where it is not known. */
export function processStart(pid: number): ProcessStart | undefined {
  if (process.platform !== 'linux' || !Number.isSafeInteger(pid) || pid < 1) return undefined;
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc_pid_stat(5): the second field is in parentheses and may hold any character; state is 3, starttime 22.
    const [state = '', ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = rest[18];
    if (ticks === undefined || state === 'Z' || state === 'X') return undefined;
    return { id: `${boot}:${pid}:${ticks}`, suspended: state === 'T' || state === 't' };
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined;
    throw error;
  }
}
