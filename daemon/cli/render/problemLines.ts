import type { PlanProblem } from '../../protocol/requests.ts';
import { cleanLine, displayWidth } from '../../words/text.ts';
import type { Paint } from './paint.ts';

/** Problems of a plan as compilers tell them: `file:line:column: severity: message`, the line, where, the fix. */
export function problemLines(
  file: string,
  text: string,
  problems: readonly PlanProblem[],
  paint: Paint,
): string[] {
  const source = text.split(/\r\n?|\n/);
  return problems.flatMap(problem => {
    const severity = problem.severity === 'error' ? paint.bad('error') : paint.warn('warning');
    const place = paint.strong(`${file}:${problem.line}:${problem.column}:`);
    return [
      `${place} ${severity}: ${cleanLine(problem.message)}`,
      ...sourceLines(source[problem.line - 1] ?? '', problem, paint),
      ...(problem.fix === undefined ? [] : [`    ${paint.good('fix:')} ${cleanLine(problem.fix)}`]),
    ];
  });
}

function sourceLines(line: string, problem: PlanProblem, paint: Paint): string[] {
  if (line.trim() === '') return [];
  const before = cleanLine(line.slice(0, problem.column - 1));
  const end = problem.endLine === problem.line ? problem.endColumn - 1 : line.length;
  const marked = cleanLine(line.slice(problem.column - 1, end));
  const number = String(problem.line);
  const caret = '^'.repeat(Math.max(1, displayWidth(marked)));
  return [
    `${paint.faint(`${number} |`)} ${cleanLine(line)}`,
    `${paint.faint(`${' '.repeat(number.length)} |`)} ${' '.repeat(displayWidth(before))}${paint.warn(caret)}`,
  ];
}
