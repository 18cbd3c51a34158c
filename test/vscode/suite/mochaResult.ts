/** A line of the file that `run.ts` writes. */
export interface MochaResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly error?: string;
}
