import type { RunState } from '../../protocol/state.ts';
import { cleanLine } from '../../words/text.ts';
import { dollars, duration, when } from '../../words/units.ts';
import type { Paint } from './paint.ts';
import { type Column, table } from './table.ts';

/** A terminal narrower than this is not shown what a run's id and `show` tell too. */
const WIDE = 100;

/** Runs, one a line. */
export function runsTable(runs: readonly RunState[], now: number, paint: Paint, width?: number): string[] {
  const rows = runs.map(run => [
    run.id,
    cleanLine(run.plan.name),
    statusWord(run.status, paint),
    `${run.steps.filter(step => step.status === 'succeeded').length}/${run.steps.length}`,
    String(run.steps.reduce((sum, step) => sum + step.attempts.length, 0)),
    run.status === 'interrupted' ? '' : duration((run.finishedAt ?? now) - run.createdAt),
    shortCost(run),
    when(run.createdAt),
  ]);
  const columns: readonly (Column & { readonly wide?: boolean })[] = [
    { title: 'RUN' },
    { title: 'PLAN', shrinks: true },
    { title: 'STATUS' },
    { title: 'STEPS', align: 'right' },
    { title: 'ATTEMPTS', align: 'right', wide: true },
    { title: 'TIME', align: 'right' },
    { title: 'COST', align: 'right' },
    { title: 'STARTED', wide: true },
  ];
  const shown = columns.map(column => width === undefined || width >= WIDE || !column.wide);
  const [titles = '', ...lines] = table(
    columns.filter((_, index) => shown[index]),
    rows.map(row => row.filter((_, index) => shown[index])),
    width,
  );
  return [paint.faint(titles), ...lines];
}

/** `$0.0054`, with a `+` when the price of some calls is not known. */
function shortCost({ usage }: RunState): string {
  if (usage.calls === 0 || usage.unpriced === usage.calls) return '';
  return `${dollars(usage.usd)}${usage.unpriced > 0 ? '+' : ''}`;
}

/** A status in its colour: of a run, a step or an attempt. */
export function statusWord(status: string, paint: Paint): string {
  if (status === 'succeeded') return paint.good(status);
  if (status === 'failed') return paint.bad(status);
  if (status === 'pending') return paint.faint(status);
  return status === 'running' ? paint.name(status) : paint.warn(status);
}
