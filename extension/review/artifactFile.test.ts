import assert from 'node:assert/strict';
import { test } from 'node:test';
import { artifactFile } from './artifactFile.ts';

type Run = Parameters<typeof artifactFile>[0];

function run(steps: Record<string, string>, file?: string): Run {
  const plan = { name: 'x', model: 'm', text: '', limits: { minutes: 1, tokens: 1 }, ...(file && { file }) };
  return {
    plan,
    steps: Object.entries(steps).map(([id, agent]) => ({ id, agent })) as unknown as Run['steps'],
  };
}

test('an artifact has its file beside the plan', () => {
  const plain = run({ image: 'build', melt: 'kubernetes-job' }, '/work/plans/x.yaml');
  assert.equal(artifactFile(plain, 'image', 'Dockerfile'), '/work/plans/Dockerfile');
  assert.equal(artifactFile(plain, 'melt', 'job.yaml'), '/work/plans/job.yaml');
  assert.equal(artifactFile(run({ image: 'build' }), 'image', 'Dockerfile'), undefined);
});

test('two steps of one agent do not share a file', () => {
  const twice = run({ base: 'build', app: 'build', melt: 'kubernetes-job' }, '/work/x.yaml');
  assert.equal(artifactFile(twice, 'app', 'Dockerfile'), '/work/app.Dockerfile');
  assert.equal(artifactFile(twice, 'base', 'Dockerfile'), '/work/base.Dockerfile');
  assert.equal(artifactFile(twice, 'melt', 'job.yaml'), '/work/job.yaml');
});

test('no name leads out of the folder', () => {
  const plain = run({ image: 'build' }, '/work/x.yaml');
  for (const name of ['../x', '..', 'a/b', 'a\\b', '', 'C:x', 'a\nb'])
    assert.equal(artifactFile(plain, 'image', name), undefined, name);
});
