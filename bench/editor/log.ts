import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { DaemonConnection } from '../../daemon/client/daemonConnection.ts';
import { watchRun } from '../../daemon/client/watchRun.ts';
import type { AttemptName } from '../../daemon/protocol/requests.ts';
import { MarkedEngine } from '../../test/docker/markedEngine.ts';
import { until } from '../../test/vscode/host/until.ts';
import type { Workbench } from '../../test/vscode/host/workbench.ts';
import { BenchDaemon } from '../benchDaemon.ts';
import type { Row } from '../benchmark.ts';
import { replayBuild } from '../replayRun.ts';
import { ms, quantile } from '../statistics.ts';
import { openBenchEditor } from './benchEditor.ts';
import { editorBenchmark } from './editorBenchmark.ts';
import { clockHost, hostBlocked } from './hostClock.ts';
import { frameGaps, noteFrameGaps } from './pageClock.ts';
import { TaskTrace } from './taskTrace.ts';

const LINES = 100_000;
const ROUNDS = 3;
/** What takes longer is seen as a pause. */
const PAUSE_MS = 100;
/** Time for the editor to be idle again, and for the log to be opened before it floods. */
const SETTLED_MS = 2_000;
const PATIENCE_MS = 120_000;
/** About 110 characters. */
const TEXT = '[ 42%] Building CXX object src/CMakeFiles/application.dir/pair_style_number_';
const FLOOD = `RUN sleep 6; seq ${LINES} | sed 's|^|${TEXT}|; s|$|.cpp.o with -O2 -g|'`;

/** What it costs to have text appear: milliseconds. */
interface Cost {
  /** Until all of it is there. */
  readonly took: number;
  readonly longestFrame: number;
  /** Processor time of the page's longest task, for which a frame waits. */
  readonly longestTask: number;
  /** Longest time for which the extension host did nothing else. */
  readonly blocked: number;
}

/** A build's log of 100,000 lines, followed while it is printed and opened afterwards, beside an output channel. */
export const log = editorBenchmark('editor-log', async () => {
  const engine = new MarkedEngine();
  try {
    await using bench = new BenchDaemon();
    await using code = await openBenchEditor('bench-log', bench, {});
    await code.start();
    const daemon = await bench.connect();
    const window = await code.openWindow();
    const costs: Record<'followed' | 'channel' | 'opened' | 'channelOpened', Cost[]> = {
      followed: [],
      channel: [],
      opened: [],
      channelOpened: [],
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      const { image, dockerfile } = engine.buildRequest([`ENV ROUND=${round}`, FLOOD]);
      const params = replayBuild(join(bench.home.root, `plan-${round}`), image, [dockerfile]);
      const name = await executing(daemon, (await daemon.request('run/start', params)).run);
      const opened = () => window.execute('fractale.openLog', name);
      const followed = await cost(window, () => follow(window, name), opened);
      costs.followed.push(followed);
      costs.opened.push(await cost(window, () => open(window, name)));
      const channel = () => showChannel(window);
      costs.channel.push(await cost(window, () => channelFollow(window, followed.took), channel));
      costs.channelOpened.push(await cost(window, () => channelOpen(window)));
    }
    daemon.close();
    return [
      row('followed while a build prints it', costs.followed, costs.channel),
      row('opened', costs.opened, costs.channelOpened),
    ];
  } finally {
    await engine.clean();
  }
});

function row(what: string, own: readonly Cost[], channel: readonly Cost[]): Row {
  const half = (costs: readonly Cost[], which: keyof Cost) =>
    quantile(
      costs.map(cost => cost[which]),
      0.5,
    );
  const words = (costs: readonly Cost[]) =>
    `longest task ${ms(half(costs, 'longestTask'))}, longest frame ${ms(half(costs, 'longestFrame'))}, ` +
    `extension host blocked ${ms(half(costs, 'blocked'))}, all there in ${ms(half(costs, 'took'))}`;
  return {
    name: `log of ${LINES.toLocaleString('en-US')} lines: ${what}`,
    measured: `${words(own)} (${own.length} times)`,
    against: `a task of at most ${PAUSE_MS} ms; an output channel: ${words(channel)}`,
    // Not by the frames: on a busy machine those wait for others.
    held: half(own, 'longestTask') <= PAUSE_MS,
  };
}

/** Does it in an editor without any text open but what `before` opens. */
async function cost(
  window: Workbench,
  work: () => Promise<number>,
  before?: () => Promise<unknown>,
): Promise<Cost> {
  await window.execute('workbench.action.closeAllEditors');
  await window.execute('workbench.action.closePanel');
  await before?.();
  await wait(SETTLED_MS);
  await noteFrameGaps(window.page);
  await clockHost(window);
  const trace = await TaskTrace.start(window.page);
  const took = await work();
  // What is still being drawn counts too.
  await wait(SETTLED_MS / 2);
  return {
    took,
    longestTask: await trace.end(),
    longestFrame: Math.max(...(await frameGaps(window.page))),
    blocked: await hostBlocked(window),
  };
}

/** The run's only attempt, once its build has begun. */
async function executing(daemon: DaemonConnection, run: string): Promise<AttemptName> {
  const begun = Promise.withResolvers<AttemptName>();
  const stop = await watchRun(daemon, run, 0, event => {
    if (event.type === 'execution.started') begun.resolve({ run, step: event.step, attempt: event.attempt });
  });
  const name = await begun.promise;
  await stop();
  return name;
}

/** Waits while an open log grows. Resolves with the time from its first line to its last one. */
async function follow(window: Workbench, name: AttemptName): Promise<number> {
  await until('the log begins', async () => (await logLines(window, name)) > 20, PATIENCE_MS);
  const begun = performance.now();
  await until('the log is there', async () => (await logLines(window, name)) > LINES, PATIENCE_MS);
  const took = performance.now() - begun;
  await until(
    'the build has ended',
    () =>
      window.evaluate(
        (api, run) =>
          api.extensions.getExtension('fractale.fractale')?.exports.services.store.run(run)?.status ===
          'succeeded',
        name.run,
      ),
    PATIENCE_MS,
  );
  return took;
}

function logLines(window: Workbench, { run }: AttemptName): Promise<number> {
  return window.evaluate(
    (api, run) =>
      api.workspace.textDocuments.find(({ uri }) => uri.scheme === 'fractale-log' && uri.path.includes(run))
        ?.lineCount ?? 0,
    run,
  );
}

async function open(window: Workbench, name: AttemptName): Promise<number> {
  const begun = performance.now();
  await window.execute('fractale.openLog', name);
  const took = performance.now() - begun;
  if ((await logLines(window, name)) < LINES) throw new Error('not the whole log is there');
  return took;
}

interface Channel {
  append(text: string): void;
  dispose(): void;
}

function showChannel(window: Workbench): Promise<void> {
  return window.evaluate(api => {
    const own = globalThis as { fractaleChannel?: Channel };
    own.fractaleChannel?.dispose();
    const channel = api.window.createOutputChannel(`Bench ${Date.now()}`);
    channel.append('\n');
    channel.show();
    own.fractaleChannel = channel;
  });
}

/** The same lines, printed to the output channel that is shown within the same time. */
function channelFollow(window: Workbench, within: number): Promise<number> {
  return window.evaluate(
    async (api, lines, text, within) => {
      const channel = (globalThis as { fractaleChannel?: Channel }).fractaleChannel;
      if (channel === undefined) throw new Error('no channel is shown');
      const begun = performance.now();
      for (let line = 0; line < lines; ) {
        const due = Math.min(lines, Math.ceil(((performance.now() - begun) / within) * lines));
        const from = line;
        const more = Array.from(
          { length: due - from },
          (_, index) => `${text}${from + index}.cpp.o with -O2 -g\n`,
        );
        if (more.length > 0) channel.append(more.join(''));
        line = due;
        await new Promise(resolve => setTimeout(resolve, 100));
      }
      const shown = () =>
        api.workspace.textDocuments.some(
          ({ uri, lineCount }) => uri.scheme === 'output' && lineCount > lines,
        );
      while (!shown()) await new Promise(resolve => setTimeout(resolve, 10));
      return performance.now() - begun;
    },
    LINES,
    TEXT,
    within,
  );
}

/** An output channel that has the same lines already. */
function channelOpen(window: Workbench): Promise<number> {
  return window.evaluate(
    async (api, lines, text) => {
      const all = Array.from({ length: lines }, (_, line) => `${text}${line}.cpp.o with -O2 -g\n`).join('');
      const channel = api.window.createOutputChannel(`Bench ${Date.now()}`);
      channel.append(all);
      await new Promise(resolve => setTimeout(resolve, 1_000));
      const begun = performance.now();
      channel.show();
      const name = encodeURIComponent(channel.name);
      const shown = () =>
        api.workspace.textDocuments.some(
          ({ uri, lineCount }) =>
            uri.scheme === 'output' && encodeURIComponent(uri.path).includes(name) && lineCount > lines,
        );
      const late = performance.now() + 30_000;
      while (!shown() && performance.now() < late) await new Promise(resolve => setTimeout(resolve, 10));
      return performance.now() - begun;
    },
    LINES,
    TEXT,
  );
}
