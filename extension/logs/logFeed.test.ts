import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import type { LogRange } from '../../daemon/protocol/requests.ts';
import { type LogBounds, LogFeed, type LogSink, type LogSource } from './logFeed.ts';

const BOUNDS: LogBounds = { lines: 20, characters: 1_000, first: 4, batch: 3 };

/** A daemon's log, that can be away, and tells of its growth late. */
class Log implements LogSource {
  lines: string[] = [];
  away = false;
  followed = false;
  reads = 0;
  told: (total: number) => void = () => {};

  async read(from: number, limit: number): Promise<LogRange> {
    await turn();
    this.reads += 1;
    if (this.away) throw new Error('no connection');
    return { from, lines: this.lines.slice(from - 1, from - 1 + limit), total: this.lines.length };
  }

  async follow(): Promise<{ total: number }> {
    await turn();
    if (this.away) throw new Error('no connection');
    this.followed = true;
    return { total: this.lines.length };
  }

  async unfollow(): Promise<void> {
    this.followed = false;
  }

  tell(): void {
    if (this.followed && !this.away) this.told(this.lines.length);
  }
}

/** A document, which checks that it is told of what it has. */
class Page implements LogSink {
  lines: string[] = [];
  first = 1;

  async replace(lines: readonly string[], first: number): Promise<boolean> {
    await turn();
    this.lines = [...lines];
    this.first = first;
    return true;
  }

  async append(lines: readonly string[]): Promise<boolean> {
    await turn();
    this.lines.push(...lines);
    return true;
  }

  async drop(first: number): Promise<boolean> {
    await turn();
    assert.ok(first > this.first);
    this.lines.splice(0, first - this.first);
    this.first = first;
    return true;
  }

  async amend(line: string): Promise<boolean> {
    await turn();
    assert.ok(line.startsWith(this.lines.pop() ?? '?'));
    this.lines.push(line);
    return true;
  }
}

async function opened(log: Log, bounds = BOUNDS): Promise<{ feed: LogFeed; page: Page }> {
  const feed = new LogFeed(log, bounds, () => undefined);
  log.told = total => feed.grown(total);
  const page = new Page();
  page.lines = [...(await feed.begin())];
  page.first = feed.first;
  feed.attach(page);
  return { feed, page };
}

test('whatever happens on the way, the page ends with the log’s end, each line once', async () => {
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constant('grow' as const), lines: fc.integer({ min: 1, max: 9 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constantFrom('turn', 'pause', 'resume', 'lose', 'crash', 'anew') }),
    },
  );
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 60 }), fc.array(step, { maxLength: 30 }), async (before, steps) => {
      const log = new Log();
      let written = 0;
      const write = (count: number) => {
        for (let left = count; left > 0; left -= 1) log.lines.push(`line ${written++}`);
      };
      write(before);
      const { feed, page } = await opened(log);
      await feed.resume(true);
      for (const step of steps) {
        if (step.do === 'grow') {
          write(step.lines);
          log.tell();
        } else if (step.do === 'turn') {
          await turn();
        } else if (step.do === 'pause') {
          feed.pause();
        } else if (step.do === 'resume') {
          await feed.resume(true);
        } else {
          log.away = true;
          log.followed = false;
          await turn();
          // A daemon that was killed leaves a line without its end; the next one goes on after it, or begins anew.
          if (step.do === 'crash') log.lines.push(`cut ${written}`);
          if (step.do === 'anew') log.lines = [];
          log.away = false;
          await feed.resume(true);
          if (step.do === 'crash') log.lines[log.lines.length - 1] += ' and whole';
          await feed.resume(true);
        }
      }
      await feed.resume(false);
      await feed.settled();
      assert.deepEqual(page.lines, log.lines.slice(page.first - 1));
      assert.equal(page.first, feed.first);
      assert.ok(page.lines.length <= BOUNDS.lines * 1.1);
      assert.ok(page.lines.length >= Math.min(log.lines.length, BOUNDS.lines * 0.9));
    }),
    { numRuns: 300 },
  );
});

test('nothing is read while it is paused, and no request asks for what is there', async () => {
  const log = new Log();
  log.lines = ['a', 'b'];
  const { feed, page } = await opened(log);
  await feed.resume(true);
  await feed.settled();
  feed.pause();
  const { reads } = log;
  log.lines.push('c');
  log.tell();
  feed.grown(3);
  await turn();
  await turn();
  assert.equal(log.reads, reads);
  await feed.resume(true);
  await feed.settled();
  assert.deepEqual(page.lines, ['a', 'b', 'c']);
});

test('of a log far over the bounds only the end is read', async () => {
  const log = new Log();
  log.lines = Array.from({ length: 5_000 }, (_, index) => `${index}`.padStart(99, '.'));
  const { feed, page } = await opened(log);
  await feed.resume(true);
  await feed.settled();
  assert.equal(page.first, 4_991);
  assert.equal(page.lines.length, 10);
  assert.ok(log.reads < 12, `${log.reads} reads`);
});

test('lines come without escape sequences, and of a progress bar its last state', async () => {
  const log = new Log();
  log.lines = ['\u001b[31mred\u001b[0m', '10%\r50%\r100%', 'a\u2028b\u0007'];
  const { page } = await opened(log);
  assert.deepEqual(page.lines, ['red', '100%', 'a b']);
});
