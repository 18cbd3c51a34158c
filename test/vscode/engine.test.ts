import { after } from 'node:test';
import { SocketProxy } from '../fixtures/socketProxy.ts';
import { recordedPlan, slowly } from './fixtures/recordedPlan.ts';
import { journey } from './host/journey.ts';
import { until } from './host/until.ts';

const engine = await SocketProxy.start('/var/run/docker.sock');
after(() => engine[Symbol.asyncDispose]());

journey(
  'an engine that stops in mid-build fails the run, which is resumed when it is back',
  {
    files: recordedPlan('slow', [{ id: 'image', replies: [slowly(8)] }]),
    env: { DOCKER_HOST: `unix://${engine.path}` },
    limitMs: 180_000,
  },
  async ({ window }) => {
    await window.openActivity('Fractale');
    const tree = window.tree('Plans');
    await window.command('Fractale: Run Plan');
    await tree.row(/Attempt 1.*Building/u).waitFor();
    await engine.refuse();
    await until('the run has failed', async () => /Failed/u.test(await tree.row(/Today/u).label()));
    const welcome = window.tree('Setup').welcome;
    await welcome.getByText('No container engine answers').waitFor();
    await window.notifications.waitFor('lost the Docker engine');
    await window.screenshot('stopped', ['light', 'dark']);

    await engine.accept();
    await tree.row(/Today/u).act('Resume Run');
    await until(
      'the run went on to its end',
      async () => /^Run of .*Succeeded/u.test(await tree.row(/Today/u).label()),
      60_000,
    );
    await welcome.waitFor({ state: 'hidden' });
  },
);
