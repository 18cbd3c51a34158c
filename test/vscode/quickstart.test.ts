import assert from 'node:assert/strict';
import { journey } from './host/journey.ts';
import { until } from './host/until.ts';

const QUICKSTART = ['plans/quickstart.yaml', 'plans/quickstart.replay.yaml'];

journey(
  'quickstart from the palette to green',
  { copies: QUICKSTART, limitMs: 300_000 },
  async ({ window }) => {
    await window.openActivity('Fractale');
    const tree = window.tree('Plans');
    await tree.row('LAMMPS quickstart').waitFor();
    await window.screenshot('plan', ['light', 'dark']);
    await window.command('Fractale: Run Plan');
    await tree.row('image').waitFor();
    await window.screenshot('running', ['light', 'dark']);
    await until(
      'the run is green',
      async () => (await tree.texts()).some(text => /(?:Today|\d{4}-).*Succeeded/u.test(text)),
      280_000,
    );
    await window.notifications.waitFor('LAMMPS quickstart succeeded');
    await window.screenshot('green', ['light', 'dark']);
    const rows = await tree.texts();
    console.log(rows);
    assert.ok(
      rows.some(row => /melt.*Succeeded.*2 attempts/u.test(row)),
      rows.join('\n'),
    );
  },
);
