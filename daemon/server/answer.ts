import { ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import type { ErrorCode, ErrorData } from '../protocol/requests.ts';
import { UserError } from '../protocol/userError.ts';
import type { DaemonLog } from './daemonLog.ts';

/** JSON-RPC's own numbers where it has one; programs go by `data.code`. */
const NUMBERS: Partial<Record<ErrorCode, number>> = {
  'invalid-params': ErrorCodes.InvalidParams,
  'unknown-method': ErrorCodes.MethodNotFound,
  internal: ErrorCodes.InternalError,
};
const REQUEST_FAILED = -32803;

/** The error as a client gets it. What is not meant for a person goes to the daemon's log with its stack. */
export function errorAnswer(method: string, error: unknown, log: DaemonLog): ResponseError<ErrorData> {
  if (error instanceof UserError) {
    const { code, next, problems } = error;
    const data = { code, ...(next !== undefined && { next }), ...(problems !== undefined && { problems }) };
    return new ResponseError(NUMBERS[code] ?? REQUEST_FAILED, error.message, data);
  }
  log.error(`${method} failed`, error);
  return new ResponseError<ErrorData>(
    ErrorCodes.InternalError,
    `${method} failed inside the daemon: ${error instanceof Error ? error.message : String(error)}`,
    { code: 'internal', next: `The daemon's log has the details: ${log.file}` },
  );
}
