import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { stringify } from 'yaml';
import type { RunState } from '../../daemon/protocol/state.ts';
import { CommandFolder, docker } from './commandProcess.ts';

const root = new URL('../../', import.meta.url);
const page = await readFile(new URL('docs/json.md', root), 'utf8');
const documented = new Set(
  [...page.matchAll(/`([^`]+)`/gu)].flatMap(([, code = '']) => code.match(/[\w.-]+/gu) ?? []),
);
/** Maps with keys of their own: what is below them is not part of the shape. */
const OPEN = new Set(['outputs', 'facts', 'environment', 'timings']);

function fieldsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...(OPEN.has(key) ? [] : fieldsOf(inner))]);
}

test('every event type is on the page', async () => {
  const source = await readFile(new URL('daemon/protocol/events.ts', root), 'utf8');
  const types = [...source.matchAll(/type: '([\w.]+)'/gu)].map(([, type = '']) => type);
  assert.ok(types.length > 20);
  assert.deepEqual(
    types.filter(type => !documented.has(type)),
    [],
  );
});

test('every field of a run, of the daemon’s status and of a plan’s problems is on the page', async t => {
  const image = `fractale-json-test-${process.pid}`;
  t.after(() => docker('rmi', '--force', image));
  const reply = (text: string) => ({ step: 'build', text: `\`\`\`\n${text}\`\`\`\n` });
  await using work = await CommandFolder.make({
    'plan.yaml': stringify({
      name: 'Shapes',
      goal: 'every field',
      model: 'replay/shapes',
      limits: { usd: 1 },
      steps: [
        {
          agent: 'build',
          context: { application: 'shapes', container: image, outfile: 'Dockerfile' },
          success: [{ exit: 0 }],
        },
      ],
    }),
    'shapes.replay.yaml': stringify({
      version: 1,
      recorded: 'made for a test',
      date: '2026-11-20',
      replies: [reply('FROM debian:bookworm\nRUN false\n'), reply('FROM debian:bookworm\nRUN sudo true\n')],
    }),
    'wrong.yaml': 'name: x\nsteps:\n- agnt: build\n',
  });
  assert.equal((await work.run('run', 'plan.yaml', '--results', 'results')).status, 0);
  const [run] = await work.json<RunState[]>('runs');
  const shapes = [run, await work.json('daemon', 'status'), await work.json('validate', 'wrong.yaml')];
  const unknown = new Set(shapes.flatMap(fieldsOf).filter(field => !documented.has(field)));
  assert.deepEqual([...unknown], []);
  assert.ok(run?.steps[0]?.attempts.length === 2 && run.files.length === 2);
});
