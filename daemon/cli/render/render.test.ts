import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { CREATED, IMAGE, JOB, type Scripted, START, SUCCEEDED, script } from '../../../test/cli/sampleRun.ts';
import { Screen } from '../../../test/cli/screen.ts';
import type { RunEvent } from '../../protocol/events.ts';
import { fold, foldAll } from '../../protocol/fold.ts';
import type { RunState } from '../../protocol/state.ts';
import { liveLines, type Passing, passing } from './liveLines.ts';
import { LiveRegion } from './liveRegion.ts';
import { NO_PAINT, paintFor } from './paint.ts';
import { plainLines } from './plainLines.ts';
import { runEnd } from './runEnd.ts';
import { runsTable } from './runsTable.ts';
import { showRun } from './showRun.ts';
import { TerminalLines } from './terminalLines.ts';

process.env.TZ = 'UTC';

/** Holds a text against `golden/<name>`; run with UPDATE_GOLDEN=1 to take the new text, and read its diff. */
function golden(name: string, lines: readonly string[]): void {
  const file = new URL(`golden/${name}`, import.meta.url);
  const text = `${lines.join('\n')}\n`;
  if (process.env.UPDATE_GOLDEN) {
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, text);
  }
  assert.equal(text, readFileSync(file, 'utf8'));
}

function pipe(events: readonly RunEvent[]): string[] {
  let state: RunState | undefined;
  return events.flatMap(event => {
    state = fold(state, event);
    return state === undefined ? [] : plainLines(event, state);
  });
}

function terminal(events: readonly RunEvent[], columns: number, paint = NO_PAINT): string[] {
  const view = new TerminalLines(paint);
  let state: RunState | undefined;
  return events.flatMap(event => {
    state = fold(state, event);
    return state === undefined ? [] : view.lines(event, state, columns);
  });
}

/** The live lines one second after the last event. */
function live(events: readonly RunEvent[], columns: number, log?: Passing['log']): string[] {
  const state = foldAll(events);
  const last = events.at(-1);
  assert.ok(state && last);
  const seen = { ...events.reduce(passing, {}), ...(log && { log }) };
  return liveLines(state, seen, { now: last.at + 1000, columns }, NO_PAINT);
}

function whole(events: readonly RunEvent[]): RunState {
  const state = foldAll(events);
  assert.ok(state);
  return state;
}

/** A run that ends badly in each way that a person has to tell apart. */
function ending(...events: readonly Scripted[]): RunState {
  return whole(script([CREATED, ...IMAGE, ...events]));
}

test('a whole run in a pipe', () => {
  golden('run.pipe.txt', [...pipe(SUCCEEDED), ...runEnd(whole(SUCCEEDED))]);
});

test('a whole run on terminals, wide and narrow', () => {
  golden('run.terminal-100.txt', [...terminal(SUCCEEDED, 100), '', ...runEnd(whole(SUCCEEDED))]);
  golden('run.terminal-60.txt', terminal(SUCCEEDED, 60));
});

test('what is going on, at every event of the run', () => {
  const frames = SUCCEEDED.flatMap((_, index) => {
    const events = SUCCEEDED.slice(0, index + 1);
    const executing = whole(events).steps.some(step => {
      const attempt = step.attempts.at(-1);
      return attempt?.execution !== undefined && attempt.exit === undefined;
    });
    return live(events, 80, executing ? { lines: 1240, last: 'Setting up libopenmpi3 …' } : undefined);
  });
  golden('run.live-80.txt', frames);
});

test('show, and the table of runs', () => {
  golden('show.txt', showRun(whole(SUCCEEDED), START, NO_PAINT));
  const waiting = whole(script([CREATED, ...IMAGE, ...JOB]));
  golden('show.waiting.txt', showRun(waiting, START + 120_000, NO_PAINT));
  const runs = [
    waiting,
    whole(SUCCEEDED),
    ending({ type: 'run.interrupted', reason: 'the daemon was stopped' }),
  ];
  golden('runs.txt', runsTable(runs, START + 120_000, NO_PAINT));
  for (const line of runsTable(runs, START + 120_000, NO_PAINT, 80)) assert.ok(line.length <= 80, line);
});

test('every way in which a run ends badly says what to do next', () => {
  const failed = { type: 'run.finished', status: 'failed' } as const;
  golden('ends.txt', [
    ...runEnd(ending({ ...failed, reason: 'step run: 3 of 3 attempts failed', category: 'run.exit' })),
    ...runEnd(ending({ ...failed, reason: 'step run: the API key was refused', category: 'model.key' })),
    ...runEnd(ending({ ...failed, reason: 'step run: the engine failed', category: 'infra.engine' })),
    ...runEnd(
      ending({ ...failed, reason: 'step run: the model’s quota is used up', category: 'model.quota' }),
    ),
    ...runEnd(
      ending({
        type: 'run.finished',
        status: 'cancelled',
        reason: 'cancelled',
        category: 'person.cancelled',
      }),
    ),
    ...runEnd(ending({ type: 'run.interrupted', reason: 'the daemon was stopped' })),
  ]);
});

test('nothing from outside reaches a terminal as a control character', () => {
  const evil = 'x\u001b]0;title\u0007\u001b[2J\u009b31m\u202ey\rz';
  const spoilt = SUCCEEDED.map(
    event =>
      JSON.parse(JSON.stringify(event), (key, value) =>
        typeof value === 'string' &&
        ![
          'type',
          'what',
          'what',
          'run',
          'step',
          'id',
          'stage',
          'kind',
          'status',
          'category',
          'decision',
        ].includes(key)
          ? value + evil
          : value,
      ) as RunEvent,
  );
  const state = whole(spoilt);
  const shown = [
    ...pipe(spoilt),
    ...terminal(spoilt, 100),
    ...live(spoilt.slice(0, 20), 100),
    ...runEnd(state),
    ...showRun(state, START, NO_PAINT),
    ...runsTable([state], START, NO_PAINT),
  ];
  for (const line of shown) assert.doesNotMatch(line, /\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
});

test('live lines are redrawn in place, stay below what is finished, and are gone at the end', () => {
  const screen = new Screen(40);
  let written = 0;
  const stream = Object.assign(Object.create(process.stdout), {
    columns: 40,
    write(text: string) {
      written += 1;
      screen.write(text);
      return true;
    },
  });
  let frame = ['one', 'two'];
  const region = new LiveRegion(stream, () => frame);
  region.start();
  assert.equal(screen.text, 'one\ntwo');
  assert.equal(screen.cursor, false);
  region.print(['done']);
  assert.equal(screen.text, 'done\none\ntwo');
  frame = ['three'];
  region.print(['more']);
  assert.equal(screen.text, 'done\nmore\nthree');
  region.stop();
  assert.equal(screen.text, 'done\nmore');
  assert.equal(screen.cursor, true);
  const before = written;
  region.stop();
  assert.equal(written, before);
  region.print(['end']);
  assert.equal(screen.text, 'done\nmore\nend');
});

test('a narrower terminal wraps the live lines, and they are still erased whole', () => {
  const screen = new Screen(20);
  const stream = Object.assign(Object.create(process.stdout), {
    columns: 20,
    write(text: string) {
      screen.write(text);
      return true;
    },
  });
  const region = new LiveRegion(stream, () => ['a'.repeat(35), 'b']);
  region.start();
  region.print(['done']);
  region.stop();
  assert.equal(screen.text, 'done');
});

test('colours: on a terminal, unless it is dumb or NO_COLOR is set', () => {
  assert.notEqual(paintFor({ isTTY: true }, {}).good('x'), 'x');
  assert.equal(paintFor({ isTTY: true }, { NO_COLOR: '1' }).good('x'), 'x');
  assert.equal(paintFor({ isTTY: true }, { TERM: 'dumb' }).good('x'), 'x');
  assert.equal(paintFor({}, {}).good('x'), 'x');
  assert.notEqual(paintFor({}, { FORCE_COLOR: '1' }).good('x'), 'x');
  const coloured = terminal(SUCCEEDED, 100, paintFor({ isTTY: true }, {})).join('\n');
  const plain = coloured.replace(/\p{Cc}\[[0-9;]*m/gu, '');
  assert.equal(plain, terminal(SUCCEEDED, 100).join('\n'));
});
