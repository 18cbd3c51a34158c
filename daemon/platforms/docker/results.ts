import type { FailureCategory } from '../../protocol/verdict.ts';
import type { ExecutionResult } from '../platform.ts';
import { type EngineClient, EngineError } from './engineClient.ts';
import { lostMessage } from './watchEngine.ts';

export function succeeded(facts: ExecutionResult['facts']): ExecutionResult {
  return { exit: { kind: 'exited', code: 0 }, facts };
}

export function isSuccess(result: ExecutionResult): boolean {
  return result.exit.kind === 'exited' && result.exit.code === 0;
}

/** The execution could not take place, or what it needed failed. */
export function failed(
  category: FailureCategory,
  message: string,
  facts: ExecutionResult['facts'] = {},
): ExecutionResult {
  return { exit: { kind: 'infrastructure', message, category }, facts };
}

/** What to make of an error that came up in talking with the engine. Throws what is no such error. */
export function engineFailed(
  engine: EngineClient,
  error: unknown,
  facts: ExecutionResult['facts'] = {},
): ExecutionResult {
  if (!(error instanceof EngineError)) throw error;
  if (error.status === undefined) return failed('infra.engine', lostMessage(engine, error), facts);
  const category = /no space left on device/iu.test(error.message) ? 'infra.disk' : 'infra.engine';
  return failed(category, `the Docker engine refused: ${error.message}`, facts);
}
