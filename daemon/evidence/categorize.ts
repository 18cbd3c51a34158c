import type { Exit } from '../protocol/events.ts';
import type { FailureCategory } from '../protocol/verdict.ts';
import { categoryOfLine, type LogKind } from './categoryOfLine.ts';
import type { Cause } from './distill.ts';
import { evidenceLines } from './evidenceLines.ts';
import { keyLine } from './keyLine.ts';

/** What kind of failure an execution met: by how it ended, by what its distilled log says, by its exit code. */
export function categorize(kind: LogKind, cause: Cause, exit: Exit): FailureCategory {
  const byEnd = categoryOfEnd(exit);
  if (byEnd !== undefined) return byEnd;
  const message = categoryOfLine(kind, exit.message ?? '')?.category;
  const said = keyLine(kind, evidenceLines(cause))?.category;
  if (exit.kind === 'infrastructure') {
    return [message, said].find(category => category?.startsWith('infra.')) ?? 'infra.engine';
  }
  const byCode = kind === 'job' ? categoryOfCode(exit.code) : undefined;
  return said ?? message ?? byCode ?? (kind === 'build' ? 'build.command' : 'run.exit');
}

function categoryOfEnd(exit: Exit): FailureCategory | undefined {
  switch (exit.kind) {
    case 'deadline':
      return 'limit.time';
    case 'memory':
      return 'run.memory';
    case 'log-limit':
      return 'limit.log';
    case 'cancelled':
      return 'person.cancelled';
    default:
      return undefined;
  }
}

/** By the shell's convention: 126 and 127 for a command that could not start, 128 + n for an end by signal n. */
function categoryOfCode(code: number | undefined): FailureCategory | undefined {
  if (code === 126 || code === 127) return 'run.command';
  if (code === 137) return 'run.memory';
  const crashes = [132, 133, 134, 135, 136, 139];
  return code !== undefined && crashes.includes(code) ? 'run.crash' : undefined;
}
