import assert from 'node:assert/strict';
import { journey } from './host/journey.ts';
import { holds, until } from './host/until.ts';

const QUICKSTART = ['plans/quickstart.yaml', 'plans/quickstart.replay.yaml'];

journey(
  'the quickstart runs from the palette to green',
  { copies: QUICKSTART, limitMs: 300_000 },
  async ({ window }) => {
    await window.openActivity('Fractale');
    const tree = window.tree('Plans');
    await tree.row('LAMMPS quickstart').waitFor();
    await window.command('Fractale: Run Plan');
    await tree.row('image').waitFor();
    await window.screenshot('running', ['light', 'dark']);
    await until('the run is green', async () => /Succeeded/u.test(await tree.row(/Today/u).label()), 280_000);
    await window.notifications.waitFor('LAMMPS quickstart succeeded');
    await window.screenshot('green', ['light', 'dark']);
    await holds(async () => assert.match(await tree.row(/^\s*image/u).label(), /Succeeded · 2 attempts/u));
    await holds(async () =>
      assert.match(
        await tree.row(/^\s*melt/u).label(),
        /Succeeded · timesteps_per_s [\d.]+ 1\/s · 2 attempts/u,
      ),
    );
    await holds(async () =>
      assert.match((await tree.texts()).join('\n'), /recorded/u, 'a recording is named as one'),
    );
  },
);
