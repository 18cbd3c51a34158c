import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Workbench } from '../../test/vscode/host/workbench.ts';
import { BenchDaemon } from '../benchDaemon.ts';
import { replayBuild } from '../replayRun.ts';
import { ms, quantile, spread } from '../statistics.ts';
import { openBenchEditor } from './benchEditor.ts';
import { editorBenchmark } from './editorBenchmark.ts';
import { firstFrames, noteFirstFrames, timeClick } from './pageClock.ts';
import { RUNS, workThousandRuns } from './thousandRuns.ts';

const WINDOWS = 5;
const PATIENCE_MS = 60_000;
const ROW = '.monaco-list-row';
const PLANS = '[role="tree"][aria-label="Plans"]';
const PLAIN = '[role="tree"][aria-label="Plain Rows"]';
const ALL_ROWS = `${ROW}[aria-level="2"][aria-setsize="${RUNS}"]`;
/** By then the plain tree has been told that it may be opened. */
const SETTLED_MS = 1_000;
const FIRST = {
  explorer: `.explorer-folders-view ${ROW}`,
  plain: `${PLAIN} ${ROW}`,
  runs: `${PLANS} ${ROW}[aria-level="2"]`,
};

/** A window on a plan with 1,000 runs: until its tree is drawn, and until all of them are listed. */
export const manyRunsTree = editorBenchmark('editor-tree', async () => {
  await using bench = new BenchDaemon('scriptedTarget.ts');
  const dockerfile = ['FROM debian:bookworm', ...Array.from({ length: 10 }, (_, n) => `RUN install ${n}`)];
  const params = replayBuild(join(bench.home.root, 'plan'), 'bench', [dockerfile.join('\n')]);
  await using code = await openBenchEditor('bench-tree', bench, { files: { 'plan.yaml': params.text } });
  await workThousandRuns(bench, { ...params, file: code.path('plan.yaml') });
  await code.start();
  const daemon = await bench.connect();
  const window = await code.openWindow();
  // So that both trees are drawn in one window.
  await window.openActivity('Fractale');
  await window.tree('Plans').row('bench').waitFor();
  await window.execute('vscode.moveViews', {
    viewIds: ['fractale.plans'],
    destinationId: 'workbench.view.explorer',
  });
  await window.execute('plainRows.focus');
  await window.tree('Plain Rows').row('plain').waitFor();
  await noteFirstFrames(window.page, FIRST);
  const times: WindowTimes[] = [];
  for (let round = 0; round < WINDOWS; round += 1) times.push(await timeWindow(window));
  daemon.close();
  const list = (name: keyof WindowTimes) => times.map(time => time[name]);
  const half = (name: keyof WindowTimes) => quantile(list(name), 0.5);
  const ratio = (own: keyof WindowTimes, other: keyof WindowTimes) => (half(own) / half(other)).toFixed(2);
  return [
    {
      name: `window with ${RUNS} runs: asked for until the runs are drawn`,
      measured: spread(list('runs'), 'windows'),
      against: `Explorer's files: ${ms(half('explorer'))}, ratio ${ratio('runs', 'explorer')}; a plain tree: ${ms(half('plain'))}, ratio ${ratio('runs', 'plain')}`,
    },
    {
      name: `tree: all ${RUNS} runs listed, from the click`,
      measured: spread(list('older'), 'windows'),
      against: `a plain tree: ${ms(half('plainRows'))}, ratio ${ratio('older', 'plainRows')}`,
    },
  ];
});

interface WindowTimes {
  readonly explorer: number;
  readonly plain: number;
  readonly runs: number;
  readonly older: number;
  readonly plainRows: number;
}

/** Opens the window anew: until each tree is drawn, and until a tree with all rows is. */
async function timeWindow(window: Workbench): Promise<WindowTimes> {
  await window.reload();
  const plans = window.tree('Plans');
  const plain = window.tree('Plain Rows');
  await plans.row('Today').waitFor(PATIENCE_MS);
  await plain.row('plain').waitFor(PATIENCE_MS);
  const { explorer = 0, plain: plainTree = 0, runs = 0 } = await firstFrames(window.page);
  await plans.row('bench').select();
  await window.press('End');
  const older = await timeClick(
    window.page,
    plans.row(/Show \d+ older/u).locator.locator('.label-name'),
    `${PLANS} ${ALL_ROWS}`,
  );
  await window.evaluate(async (api, rows) => {
    const plainRows = await api.extensions.getExtension('fractale.fractale-bench-plain-rows')?.activate();
    plainRows.setRows(rows);
  }, RUNS);
  await wait(SETTLED_MS);
  const twistie = plain.row('plain').locator.locator('.monaco-tl-twistie');
  const plainRows = await timeClick(window.page, twistie, `${PLAIN} ${ALL_ROWS}`);
  // The next window draws it as this one leaves it.
  await plain.row('plain').collapse();
  return { explorer, plain: plainTree, runs, older, plainRows };
}
