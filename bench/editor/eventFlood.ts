import { setTimeout as wait } from 'node:timers/promises';
import type { NewEvent } from '../../daemon/protocol/events.ts';
import { attempt, FAILED, SUCCEEDED } from '../../test/daemon/fixtures/sampleRun.ts';
import type { Workbench } from '../../test/vscode/host/workbench.ts';
import { bounded } from '../benchmark.ts';
import { mb, ms, quantile } from '../statistics.ts';
import { openBenchEditor } from './benchEditor.ts';
import { runBegun } from './buildEvents.ts';
import { editorBenchmark } from './editorBenchmark.ts';
import { EventSource } from './eventSource.ts';
import { frameGaps, noteFrameGaps } from './pageClock.ts';
import { countEvents, eventLags, hostMemory, knownRuns } from './storeClock.ts';

const SECONDS = 60;
const EACH_SECOND = 1_000;
const BATCHES = 20;
const AT_ONCE = 10;
const IDLE_MS = 5_000;
/** What a second minute may add: garbage collections leave some megabytes more or less. */
const BOUND_MB = 20;

/** Two minutes of 1,000 events a second, with the tree in sight: the second minute is to add nothing. */
export const eventFlood = editorBenchmark('editor-flood', async () => {
  await using source = new EventSource();
  await using code = await openBenchEditor('bench-flood', source.bench, {
    files: { 'plan.yaml': 'name: bench\nsteps:\n- agent: build\n' },
    // The editor keeps every message; nobody has 20 runs end in a second.
    settings: { 'fractale.notifications': 'none' },
  });
  await source.start();
  await code.start();
  const window = await code.openWindow();
  await window.openActivity('Fractale');
  const events = manyRuns(code.path('plan.yaml'));
  await source.append(take(events, EACH_SECOND));
  await window.tree('Plans').row('Today').waitFor();
  await noteFrameGaps(window.page);
  await wait(IDLE_MS);
  const idle = await frameGaps(window.page);
  const before = await hostMemory(window);
  const first = await flood(source, window, events);
  const second = await flood(source, window, events);
  return [
    {
      name: `${EACH_SECOND} events a second for a minute: extension host`,
      measured: `heap ${growth(before.heap, first.memory.heap)}, resident ${growth(before.rss, first.memory.rss)}`,
      against: `before: heap ${mb(before.heap)}, resident ${mb(before.rss)}`,
    },
    bounded(
      {
        name: 'the minute after',
        measured: `heap ${growth(first.memory.heap, second.memory.heap)}, resident ${growth(first.memory.rss, second.memory.rss)}, ${await knownRuns(window)} runs known`,
      },
      (second.memory.heap - first.memory.heap) / 1e6,
      { most: BOUND_MB, unit: 'MB of heap more' },
    ),
    {
      name: 'meanwhile: longest frame',
      measured: `${ms(Math.max(...first.gaps, ...second.gaps))}, p95 ${ms(quantile([...first.gaps, ...second.gaps], 0.95))}`,
      against: `idle window: ${ms(Math.max(...idle))}, p95 ${ms(quantile(idle, 0.95))}`,
    },
    {
      name: "meanwhile: event to the extension's store",
      measured: `${first.lag.half} ms, p95 ${first.lag.p95} ms (${first.lag.events} events)`,
      against: `extension host's processor: ${first.cpu.toFixed(0)} % of one`,
    },
  ];
});

/** One minute of events. Rejects when some did not arrive. */
async function flood(source: EventSource, window: Workbench, events: Iterator<NewEvent>) {
  await countEvents(window);
  await noteFrameGaps(window.page);
  const { cpuMs } = await hostMemory(window);
  const begun = performance.now();
  for (let batch = 1; batch <= SECONDS * BATCHES; batch += 1) {
    await wait(Math.max(0, begun + (batch * 1000) / BATCHES - performance.now()));
    await source.append(take(events, EACH_SECOND / BATCHES));
  }
  const took = performance.now() - begun;
  const gaps = await frameGaps(window.page);
  await wait(1_000);
  const lag = await eventLags(window);
  if (lag.events !== SECONDS * EACH_SECOND) throw new Error(`${lag.events} events arrived`);
  const memory = await hostMemory(window);
  return { gaps, lag, memory, cpu: (100 * (memory.cpuMs - cpuMs)) / took };
}

function* manyRuns(file: string): Generator<NewEvent, never> {
  const runs: Iterator<NewEvent>[] = [];
  for (let number = 1; ; number += 1) {
    const index = number % AT_ONCE;
    const run = runs[index] ?? oneRun(`bench-${number}`, file);
    const { value, done } = run.next();
    if (done) delete runs[index];
    else {
      runs[index] = run;
      yield value;
    }
  }
}

/** Two attempts at a build, the second of which succeeds. */
function* oneRun(run: string, file: string): Generator<NewEvent> {
  yield* runBegun(run, file);
  yield* attempt(run, 1, `FROM debian\n# ${run}\n`, FAILED);
  yield* attempt(run, 2, `FROM debian:bookworm\n# ${run}\n`, SUCCEEDED);
  const ended = { status: 'succeeded', reason: 'built' } as const;
  yield { type: 'step.finished', run, step: 'image', ...ended, outputs: { container: 'sample' } };
  yield { type: 'run.finished', run, ...ended };
}

function take(events: Iterator<NewEvent>, count: number): NewEvent[] {
  return Array.from({ length: count }, () => events.next().value);
}

function growth(before: number, after: number): string {
  return `${after < before ? '-' : '+'}${mb(Math.abs(after - before))}`;
}
