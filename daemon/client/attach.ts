import { createConnection, type Socket } from 'node:net';
import type { DaemonRecord } from '../discovery/record.ts';
import type { ClientInfo, Credentials, HelloResult } from '../protocol/requests.ts';
import { UserError } from '../protocol/userError.ts';
import { PROTOCOL } from '../protocol/version.ts';
import { DaemonConnection } from './daemonConnection.ts';

const ANSWER_MS = 2_000;

export interface Introduction {
  readonly build: string;
  readonly client: ClientInfo;
  readonly credentials?: Credentials;
}

/** What came of trying the daemon that a record names. */
export type Attempt =
  | { readonly kind: 'attached'; readonly connection: DaemonConnection; readonly hello: HelloResult }
  /** It answered with an error; the connection is still there for `daemon/stop`. */
  | { readonly kind: 'refused'; readonly connection: DaemonConnection; readonly error: UserError }
  /** Somebody listens and says nothing. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'gone' };

export async function attach(record: DaemonRecord, introduction: Introduction): Promise<Attempt> {
  const socket = await connected(record.socket);
  if (typeof socket === 'string') return { kind: socket };
  const connection = new DaemonConnection(socket);
  let late = false;
  const patience = setTimeout(() => {
    late = true;
    connection.close();
  }, ANSWER_MS);
  try {
    const hello = await connection.request('hello', {
      ...introduction,
      protocol: PROTOCOL,
      token: record.token,
    });
    return { kind: 'attached', connection, hello };
  } catch (error) {
    if (late) return { kind: 'silent' };
    if (!(error instanceof UserError)) throw error;
    return error.code === 'no-daemon' ? { kind: 'gone' } : { kind: 'refused', connection, error };
  } finally {
    clearTimeout(patience);
  }
}

function connected(path: string): Promise<Socket | 'gone' | 'silent'> {
  return new Promise(resolve => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    // EAGAIN: more clients wait than the system queues, for a daemon that takes none of them.
    socket.once('error', error => resolve('code' in error && error.code === 'EAGAIN' ? 'silent' : 'gone'));
  });
}
