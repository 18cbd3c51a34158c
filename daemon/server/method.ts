import type { Requests } from '../protocol/requests.ts';
import type { ClientConnection } from './clientConnection.ts';

/** How one request is answered. A `UserError` reaches the client as it is; any other error is a defect and is logged. */
export type Method<M extends keyof Requests> = (
  params: Requests[M][0],
  client: ClientConnection,
) => Promise<Requests[M][1]> | Requests[M][1];

export type Methods<M extends keyof Requests> = { readonly [K in M]: Method<K> };
