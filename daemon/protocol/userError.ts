import type { ErrorCode, PlanProblem } from './requests.ts';

/**
 * A failure that a person can do something about: `message` says what happened and where, `next` what to do.
 * Everything else that is thrown is a bug of ours and is shown as one.
 */
export class UserError extends Error {
  readonly code: ErrorCode;
  readonly next: string | undefined;
  readonly problems: readonly PlanProblem[] | undefined;

  constructor(code: ErrorCode, message: string, next?: string, problems?: readonly PlanProblem[]) {
    super(message);
    this.name = 'UserError';
    this.code = code;
    this.next = next;
    this.problems = problems;
  }
}
