import { table } from '../daemon/cli/render/table.ts';
import type { Row } from './benchmark.ts';

export function benchmarkTable(rows: readonly Row[]): string[] {
  return table(
    [{ title: 'name' }, { title: 'measured' }, { title: 'bound or compared with' }, { title: '' }],
    rows.map(({ name, measured, against, held }) => [
      name,
      measured,
      against,
      held === undefined ? '' : held ? 'ok' : 'OVER',
    ]),
  );
}
