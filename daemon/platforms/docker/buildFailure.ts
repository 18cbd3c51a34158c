import type { FailureCategory } from '../../protocol/verdict.ts';
import { networkFailure } from './networkFailure.ts';
import { pullFailure } from './registryFailure.ts';

/** The failure that the engine named. */
export interface BuildError {
  readonly message: string;
  /** Exit code of the command of a RUN instruction, when that is what failed. */
  readonly code?: number;
}

const SYNTAX =
  /dockerfile parse error|unknown instruction|failed to parse dockerfile|requires BuildKit|cannot be empty|no build stage in current context|requires (?:at least|exactly|either)|syntax error/iu;
const DISK = /no space left on device|not have enough free space in \/var\/cache|disk quota exceeded/iu;
const ENGINE =
  /^(?:context canceled|EOF|rpc error|transport is closing|ttrpc)|containerd|failed to create endpoint|could not find bridge|grpc: |shim task: context|error during connect/iu;

/**
 * What the platform itself knows about a failed build; undefined leaves it to the evidence in the log.
 * `output` is the end of what the failed instruction wrote.
 */
export function buildFailure(
  error: BuildError,
  keyword: string,
  output: string,
  dockerfile: string,
): FailureCategory | undefined {
  if (error.code !== undefined) {
    if (DISK.test(output)) return 'infra.disk';
    return networkFailure(output, dockerfile);
  }
  if (DISK.test(error.message)) return 'infra.disk';
  if (SYNTAX.test(error.message)) return 'build.syntax';
  const pulls = keyword === 'FROM' || /invalid from flag value/u.test(error.message);
  const category = pulls || keyword === 'ADD' ? pullFailure(error.message, dockerfile) : undefined;
  if (category && (pulls || category === 'infra.network')) return category;
  return ENGINE.test(error.message) ? 'infra.engine' : undefined;
}
