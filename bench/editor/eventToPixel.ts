import { setTimeout as wait } from 'node:timers/promises';
import type { Workbench } from '../../test/vscode/host/workbench.ts';
import { bounded, type Row } from '../benchmark.ts';
import { ms, quantile, spread } from '../statistics.ts';
import { openBenchEditor } from './benchEditor.ts';
import { buildBegun, instructionDone, runBegun } from './buildEvents.ts';
import { editorBenchmark } from './editorBenchmark.ts';
import { EventSource } from './eventSource.ts';
import { notedTexts, noteTexts } from './pageClock.ts';
import { heardEvents, hearEvents } from './storeClock.ts';

const BOUND_MS = 50;
/** So many that a row's number of instructions is told from any other number in it. */
const FIRST = 1_000;
const DESCRIPTIONS = '[role="tree"][aria-label="Plans"] .monaco-list-row .label-description';
const PLAIN = '[role="tree"][aria-label="Plain Rows"] .monaco-list-row .label-name';
const NUMBER = /\b(1\d{3})\b/u;

interface Pace {
  readonly events: number;
  readonly everyMs: number;
}
/** Further apart than the tree pauses between two drawings, and no whole part of the second in which its clocks tick. */
const ALONE: Pace = { events: 100, everyMs: 410 };
const STREAM: Pace = { events: 500, everyMs: 21 };
const PLAIN_EVENTS: Pace = { ...ALONE, events: 30 };
/** VS Code draws a tree once in 200 ms at most; what takes longer is a tree that stands still while events come. */
const STREAM_BOUND_MS = 400;
const RUN = 'bench-1';

/** From an event's commit in the daemon to the extension's store, and to the tree's row on the screen. */
export const eventToPixel = editorBenchmark('editor-events', async () => {
  await using source = new EventSource();
  await using code = await openBenchEditor('bench-events', source.bench, {
    files: { 'plan.yaml': 'name: bench\nsteps:\n- agent: build\n' },
  });
  await source.start();
  await code.start();
  const window = await code.openWindow();
  await window.openActivity('Fractale');
  await window.execute('vscode.moveViews', {
    viewIds: ['plainRows'],
    destinationId: 'workbench.view.extension.fractale',
  });
  await window.execute('plainRows.focus');
  await window.tree('Plain Rows').row('plain').waitFor();
  await window.tree('Plans').row('bench').waitFor();
  await source.append([...runBegun(RUN, code.path('plan.yaml')), ...buildBegun(RUN, 1)]);
  await source.append(Array.from({ length: FIRST }, (_, index) => instructionDone(RUN, 1, index)));
  await window.tree('Plans').row(String(FIRST)).waitFor();
  await hearEvents(window);
  const alone = await timeEvents(source, window, FIRST, ALONE);
  const stream = await timeEvents(source, window, FIRST + ALONE.events, STREAM);
  const plain = await timePlainRow(window);
  const half = ms(quantile(plain, 0.5));
  const ratio = (quantile(alone.pixel, 0.5) / quantile(plain, 0.5)).toFixed(2);
  const streamed = `${Math.round(1000 / STREAM.everyMs)} events a second`;
  return [
    inStore('event alone', alone),
    {
      name: 'event alone: commit to the row on the screen',
      measured: spread(alone.pixel, 'events'),
      against: `a plain tree's row, from the extension: ${half}, ratio ${ratio}`,
    },
    inStore(streamed, stream),
    bounded(
      { name: `${streamed}: commit to the row on the screen`, measured: spread(stream.pixel, 'events') },
      quantile(stream.pixel, 0.95),
      { most: STREAM_BOUND_MS, unit: 'ms, p95' },
    ),
  ];
});

interface Times {
  readonly store: readonly number[];
  readonly pixel: readonly number[];
}

function inStore(what: string, { store }: Times): Row {
  return bounded(
    { name: `${what}: commit to the extension's store`, measured: spread(store, 'events') },
    quantile(store, 0.95),
    { most: BOUND_MS, unit: 'ms, p95' },
  );
}

/** Ends one instruction after the other; each changes the text of the attempt's row. */
async function timeEvents(source: EventSource, window: Workbench, from: number, pace: Pace): Promise<Times> {
  await noteTexts(window.page, DESCRIPTIONS, NUMBER);
  const committed = new Map<number, { seq: number; at: number }>();
  const begun = performance.now();
  for (let event = 1; event <= pace.events; event += 1) {
    await wait(Math.max(0, begun + event * pace.everyMs - performance.now()));
    const { seqs, at } = await source.append([instructionDone(RUN, 1, from + event - 1)]);
    committed.set(from + event, { seq: seqs[0] ?? 0, at });
  }
  await window
    .tree('Plans')
    .row(String(from + pace.events))
    .waitFor();
  await wait(100);
  const heard = await heardEvents(window);
  const drawn = [...(await notedTexts(window.page))].map(([text, at]) => [Number(text), at] as const);
  const store: number[] = [];
  const pixel: number[] = [];
  for (const [count, { seq, at }] of committed) {
    store.push((heard.get(seq) ?? Number.POSITIVE_INFINITY) - at);
    // A row that shows a later one has shown this one too.
    pixel.push(Math.min(...drawn.filter(([shown]) => shown >= count).map(([, when]) => when)) - at);
  }
  return { store, pixel };
}

/** The same for a tree whose extension sets a row's text at once. */
async function timePlainRow(window: Workbench): Promise<number[]> {
  await noteTexts(window.page, PLAIN, NUMBER);
  const set: number[] = await window.evaluate(
    async (api, { events, everyMs }, first) => {
      const plainRows = await api.extensions.getExtension('fractale.fractale-bench-plain-rows')?.activate();
      const times: number[] = [];
      for (let event = 0; event < events; event += 1) {
        await new Promise(resolve => setTimeout(resolve, everyMs));
        times.push(Date.now());
        plainRows.setText(`plain ${first + event}`);
      }
      return times;
    },
    PLAIN_EVENTS,
    FIRST,
  );
  await wait(500);
  const drawn = await notedTexts(window.page);
  return set.map((at, event) => (drawn.get(String(FIRST + event)) ?? Number.POSITIVE_INFINITY) - at);
}
