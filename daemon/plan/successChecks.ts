import { MOST_CHECKS } from './defaults.ts';
import { CHECK_KEYS, METRIC_KEYS } from './keys.ts';
import type { Mapping } from './mapping.ts';
import type { SuccessCheck } from './plan.ts';
import type { Problems, Span } from './problems.ts';
import { quote } from './words.ts';

/**
 * The `success:` list of a step. Regular expressions are compiled here only to refuse broken ones. One that
 * backtracks without end on a long line is warned of, not refused; whoever applies it bounds the line.
 */
export function readSuccessChecks(step: Mapping, problems: Problems): SuccessCheck[] {
  const checks: SuccessCheck[] = [];
  const taken = new Set<string>();
  for (const item of step.items('success', MOST_CHECKS) ?? []) {
    const check = step.mappingOf(item, 'a success check');
    if (check === undefined) continue;
    const read = readCheck(check, problems);
    if (read === undefined) continue;
    const key = read.kind === 'exit' ? 'exit' : read.kind === 'metric' ? `metric ${read.name}` : undefined;
    if (key !== undefined && taken.has(key)) {
      problems.error('duplicate-check', item.span, `The step has two ${key} checks.`, {
        fix: 'Remove one of them.',
      });
    }
    if (key !== undefined) taken.add(key);
    checks.push(read);
  }
  return checks;
}

function readCheck(check: Mapping, problems: Problems): SuccessCheck | undefined {
  check.refuseUnknown(Object.keys(CHECK_KEYS));
  const kinds = Object.keys(CHECK_KEYS).filter(kind => check.has(kind));
  if (kinds.length !== 1) {
    const unknown = [...check.entries()].length > kinds.length;
    if (kinds.length > 1 || !unknown) {
      problems.error('wrong-check', check.span, 'A success check is one of exit, log and metric.', {
        fix: 'Make each check a list item of its own.',
      });
    }
    return undefined;
  }
  if (kinds[0] === 'exit') {
    const code = check.number('exit', { integer: true, minimum: 0, maximum: 255 });
    return code === undefined ? undefined : { kind: 'exit', code };
  }
  if (kinds[0] === 'log') {
    const pattern = readRegex(check, 'log', problems);
    return pattern === undefined ? undefined : { kind: 'log', pattern };
  }
  return readMetric(check, problems);
}

function readMetric(check: Mapping, problems: Problems): SuccessCheck | undefined {
  const metric = check.mapping('metric', 'a metric');
  if (metric === undefined) return undefined;
  metric.refuseUnknown(Object.keys(METRIC_KEYS));
  const name = metric.text('name');
  const regex = readRegex(metric, 'regex', problems);
  const unit = metric.text('unit');
  for (const key of ['name', 'regex'] as const) {
    if (metric.has(key)) continue;
    problems.error('missing-key', metric.span, `A metric needs ${quote(key)}.`, { fix: METRIC_KEYS[key] });
  }
  if (name === undefined || regex === undefined) return undefined;
  if (groupsOf(regex) === 0) {
    problems.error(
      'no-group',
      spanOf(metric, 'regex'),
      'The regex of a metric needs a group for its value.',
      {
        fix: 'Put parentheses around the number, such as ([0-9.]+).',
      },
    );
    return undefined;
  }
  return { kind: 'metric', name, regex, ...(unit !== undefined && { unit }) };
}

function readRegex(mapping: Mapping, key: string, problems: Problems): string | undefined {
  const pattern = mapping.text(key);
  if (pattern === undefined) return undefined;
  const span = spanOf(mapping, key);
  try {
    if (new RegExp(pattern).test('')) {
      problems.warning(
        'matches-empty',
        span,
        'This regular expression matches any line, even an empty one.',
        {
          fix: 'Require some text of the line that tells success.',
        },
      );
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: /u, '') : '';
    problems.error('invalid-regex', span, `This is no regular expression: ${reason.slice(-200)}.`, {
      fix: 'Put a backslash before a sign that is meant literally.',
    });
    return undefined;
  }
  if (repeatsRepetition(pattern)) {
    problems.warning(
      'slow-regex',
      span,
      'A repeated group that itself repeats can take for ever on a long line.',
      {
        fix: 'Remove one of the two repetitions, such as (a+)+ to a+.',
      },
    );
  }
  return pattern;
}

function spanOf(mapping: Mapping, key: string): Span {
  return mapping.entry(key)?.span ?? mapping.span;
}

function groupsOf(regex: string): number {
  return (new RegExp(`${regex}|`).exec('')?.length ?? 1) - 1;
}

/** Whether an unbounded repetition applies to a group that ends in, or is, an unbounded repetition: `(a+)+`. */
function repeatsRepetition(pattern: string): boolean {
  const bare = pattern.replace(/\\./gsu, 'x').replace(/\[[^\]]*\]/gu, 'x');
  return /\((?:\?:|\?<\w+>)?[^()]*[+*]\)(?:[+*]|\{\d+,\})/u.test(bare);
}
