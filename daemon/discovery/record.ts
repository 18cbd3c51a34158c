import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';

/**
 * How clients find the daemon of a home. Only its owner may read it: who has the token is let in.
 * A record is a hint, never an authority: it may be left over from a daemon that was killed.
 */
export interface DaemonRecord {
  readonly pid: number;
  /** See `processStart`; absent where that is not known. */
  readonly processStart?: string;
  /** Path of a unix socket, or the name of a named pipe on Windows. */
  readonly socket: string;
  readonly token: string;
  readonly protocol: { readonly min: number; readonly max: number };
  readonly build: string;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** Undefined when there is none, or none that can be read as one. */
export function readRecord(file: string): DaemonRecord | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isRecord(record) ? record : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** In one step for every reader: the old record or the new one, never a part of it. */
export function writeRecord(file: string, record: DaemonRecord): void {
  const draft = `${file}.${record.pid}`;
  const descriptor = openSync(draft, 'w', 0o600);
  try {
    writeSync(descriptor, JSON.stringify(record));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
}

/** Removes the record, unless another daemon has written its own since. */
export function removeRecord(file: string, own: DaemonRecord): void {
  if (readRecord(file)?.token === own.token) rmSync(file, { force: true });
}

function isRecord(value: unknown): value is DaemonRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, processStart, socket, token, protocol, build, version, startedAt } = value as Record<
    keyof DaemonRecord,
    unknown
  >;
  return (
    Number.isSafeInteger(pid) &&
    (processStart === undefined || typeof processStart === 'string') &&
    [socket, token, build, version].every(text => typeof text === 'string') &&
    typeof startedAt === 'number' &&
    isRange(protocol)
  );
}

function isRange(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'min' in value && Number.isSafeInteger(value.min) && 'max' in value && Number.isSafeInteger(value.max)
  );
}
