import { createHash, timingSafeEqual } from 'node:crypto';
import type { HelloParams } from '../protocol/requests.ts';
import { UserError } from '../protocol/userError.ts';
import { PROTOCOL } from '../protocol/version.ts';

export function checkToken(given: string, token: string): void {
  // Equal lengths for a comparison in constant time, whatever was given.
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  if (timingSafeEqual(digest(given), digest(token))) return;
  throw new UserError(
    'unauthorized',
    'The token is not the one of this daemon',
    'The daemon was started anew: read its record again.',
  );
}

/** The newest protocol that both sides speak. */
export function commonProtocol({ protocol, build }: HelloParams, ownBuild: string): number {
  const common = Math.min(protocol.max, PROTOCOL.max);
  if (common >= Math.max(protocol.min, PROTOCOL.min)) return common;
  const clientIsOlder = protocol.max < PROTOCOL.min;
  throw new UserError(
    'protocol-mismatch',
    `This client (build ${build}) speaks protocol ${protocol.min} to ${protocol.max}, and the daemon ` +
      `(build ${ownBuild}) ${PROTOCOL.min} to ${PROTOCOL.max}: the ${clientIsOlder ? 'client' : 'daemon'} is older`,
    clientIsOlder
      ? 'Update this client, or use the one that the daemon came with.'
      : 'Stop the daemon when its runs have ended: `fractale daemon stop`. The next command starts the newer one.',
  );
}
