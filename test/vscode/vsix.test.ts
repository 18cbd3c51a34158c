import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureSizes, wrongSizes } from '../../scripts/packaging/sizes.mjs';
import { journey } from './host/journey.ts';
import { ROOT } from './host/root.ts';
import { until } from './host/until.ts';

test('everything that is built is within its bound', () => {
  assert.deepEqual(wrongSizes(measureSizes({ root: ROOT })), []);
});

journey(
  'the extension installed from its .vsix runs the quickstart',
  { copies: ['plans/quickstart.yaml', 'plans/quickstart.replay.yaml'], vsix: true, limitMs: 300_000 },
  async ({ window }) => {
    const path = await window.evaluate(
      api => api.extensions.getExtension('fractale.fractale')?.extensionPath,
    );
    assert.match(path ?? '', /extensions[/\\]fractale\.fractale-/u);
    await window.openActivity('Fractale');
    const tree = window.tree('Plans');
    await tree.row('LAMMPS quickstart').waitFor();
    await window.command('Fractale: Run Plan');
    await until(
      'the run is green',
      async () => (await tree.labels()).some(label => /^Run of .*: Succeeded/u.test(label)),
      280_000,
    );
  },
);
