import type { SuccessCheck } from '../plan/plan.ts';
import type { Exit } from '../protocol/events.ts';
import type { CheckResult, FailureCategory, Metric } from '../protocol/verdict.ts';

export interface Judgement {
  readonly checks: readonly CheckResult[];
  readonly metrics: readonly Metric[];
  /** The first check that did not pass. */
  readonly failed?: { readonly category: FailureCategory; readonly detail: string };
}

/**
 * Holds a finished execution against the checks that the plan declares and those that always hold: the exit
 * status, and for a job that its log is not empty and that its command ran the application.
 * Reads the log once, a line at a time, cut to 16 KiB by the log reader. Expressions carry no flags: only then does
 * V8 go on in linear time where one backtracks without end (daemon/main.ts turns that on).
 */
export async function judge(input: {
  readonly kind: 'build' | 'job';
  readonly exit: Exit;
  readonly lines: AsyncIterable<string>;
  readonly success: readonly SuccessCheck[];
  /** Why the command does not count as running the application. */
  readonly degenerate: string | undefined;
}): Promise<Judgement> {
  const code = input.success.find(check => check.kind === 'exit')?.code ?? 0;
  const patterns = input.success
    .filter(check => check.kind === 'log')
    .map(check => ({ ...check, expression: new RegExp(check.pattern) }));
  const metrics = input.success
    .filter(check => check.kind === 'metric')
    .map(check => ({ ...check, expression: new RegExp(check.regex) }));
  const seen = new Map<string, string>();
  const values = new Map<string, number>();
  let printed = false;
  for await (const line of input.lines) {
    printed ||= line.trim() !== '';
    for (const { pattern, expression } of patterns) {
      if (!seen.has(pattern) && expression.test(line)) seen.set(pattern, line.trim().slice(0, 200));
    }
    for (const { name, expression } of metrics) {
      const value = Number(expression.exec(line)?.[1]?.replaceAll(',', '') ?? Number.NaN);
      if (Number.isFinite(value)) values.set(name, value);
    }
  }
  const found: (CheckResult & { readonly category: FailureCategory })[] = [
    {
      check: `exit ${code}`,
      passed: input.exit.kind === 'exited' && input.exit.code === code,
      detail: input.exit.code === undefined ? input.exit.kind : `ended with status ${input.exit.code}`,
      category: 'check.exit',
    },
    ...patterns.map(({ pattern }) => ({
      check: `log: ${pattern}`,
      passed: seen.has(pattern),
      detail: seen.get(pattern) ?? `no line of the log matches ${pattern}`,
      category: 'check.log' as const,
    })),
    ...metrics.map(({ name, regex }) => ({
      check: `metric: ${name}`,
      passed: values.has(name),
      detail: values.has(name)
        ? String(values.get(name))
        : `no line of the log holds a number for ${name} by ${regex}`,
      category: 'check.metric' as const,
    })),
  ];
  if (input.kind === 'job') {
    found.push({
      check: 'runs the application',
      passed: input.degenerate === undefined && printed,
      detail:
        input.degenerate ?? (printed ? 'the command runs it and the log is not empty' : 'The log is empty.'),
      category: 'check.degenerate',
    });
  }
  const first = found.find(check => !check.passed);
  return {
    checks: found.map(({ check, passed, detail }) => ({ check, passed, detail })),
    metrics: metrics.flatMap(({ name, unit }) => {
      const value = values.get(name);
      return value === undefined ? [] : [{ name, value, ...(unit !== undefined && { unit }) }];
    }),
    ...(first && { failed: { category: first.category, detail: first.detail } }),
  };
}
