import assert from 'node:assert/strict';
import { OlderBuild } from './fixtures/olderBuild.ts';
import { recordedPlan, slowly } from './fixtures/recordedPlan.ts';
import { daemonPid } from './fixtures/services.ts';
import { journey } from './host/journey.ts';
import { holds, until } from './host/until.ts';

const slow = (seconds: number) => recordedPlan('slow', [{ id: 'image', replies: [slowly(seconds)] }]);

journey(
  'a daemon that is killed in mid-build is followed by another',
  { files: slow(8) },
  async ({ window }) => {
    await window.openActivity('Fractale');
    const tree = window.tree('Plans');
    await window.command('Fractale: Run Plan');
    await tree.row(/Attempt 1.*Building/u).waitFor();
    const killed = await daemonPid(window);
    assert.ok(killed);
    process.kill(killed, 'SIGKILL');
    await until('another daemon is there', async () => {
      const pid = await daemonPid(window);
      return pid !== undefined && pid !== killed;
    });
    await until(
      'the run went on to its end',
      async () => /^Run of .*Succeeded/u.test(await tree.row(/Today/u).label()),
      90_000,
    );
    await holds(async () => assert.equal((await tree.texts()).filter(text => /Today/u.test(text)).length, 1));
    await window.screenshot('went-on');
  },
);

journey(
  'a daemon that a person stopped stays stopped until it is started',
  { files: slow(20) },
  async ({ window }) => {
    await window.openActivity('Fractale');
    const tree = window.tree('Plans');
    await window.command('Fractale: Run Plan');
    await tree.row(/Attempt 1.*Building/u).waitFor();
    await window.command('Fractale: Stop Daemon');
    await until('it asks', async () => /A run is active/u.test(await window.notifications.dialog.text()));
    await window.screenshot('stop-while-active');
    await window.notifications.dialog.click('Interrupt and Stop');
    const welcome = window.tree('Setup').welcome;
    await welcome.getByText('The daemon was stopped').waitFor();
    await window.screenshot('stopped', ['light', 'dark']);
    await welcome.getByText('Start Daemon').click();
    await welcome.waitFor({ state: 'hidden' });
    await tree.row(/Today.*Interrupted/u).act('Resume Run');
    await tree.row(/Attempt 2.*Building/u).waitFor(30_000);
  },
);

journey(
  'a daemon that answers nobody is told from a dead one, and replaced',
  { files: slow(4), limitMs: 180_000 },
  async ({ window }) => {
    await window.openActivity('Fractale');
    await window.tree('Plans').row('slow plan').waitFor();
    await until('connected', async () => (await daemonPid(window)) !== undefined);
    const stalled = await daemonPid(window);
    assert.ok(stalled);
    process.kill(stalled, 'SIGSTOP');
    const welcome = window.tree('Setup').welcome;
    await welcome.getByText('The daemon runs and does not answer').waitFor({ timeout: 60_000 });
    await window.screenshot('stalled', ['light', 'dark']);
    await welcome.getByText('End Daemon and Start Anew').click();
    await until(
      'another daemon is there',
      async () => {
        const pid = await daemonPid(window);
        return pid !== undefined && pid !== stalled;
      },
      60_000,
    );
    await welcome.waitFor({ state: 'hidden' });
    await window.command('Fractale: Run Plan');
    await until(
      'it runs plans',
      async () => /^Run of .*Succeeded/u.test(await window.tree('Plans').row(/Today/u).label()),
      60_000,
    );
  },
);

journey(
  'a daemon of an older build keeps its run and then makes place',
  { files: slow(25) },
  async ({ code, window }) => {
    const older = await OlderBuild.make(code);
    await window.close();
    // The first window started a daemon of its own.
    await older.fractale('daemon', 'stop');
    await older.fractale('run', 'slow.yaml', '--detach');
    const status = JSON.parse(await older.fractale('daemon', 'status', '--json')) as { pid: number };

    const second = await code.openWindow();
    await second.openActivity('Fractale');
    await second
      .tree('Plans')
      .row(/Attempt 1.*Building/u)
      .waitFor();
    await holds(async () =>
      assert.equal(await daemonPid(second), status.pid, 'a daemon at work is not replaced'),
    );
    await second.statusBar.item('Fractale').hover();
    await second.page.getByText('It is of an older build').waitFor();
    await second.screenshot('older');
    await until(
      'another has taken its place',
      async () => {
        const pid = await daemonPid(second);
        return pid !== undefined && pid !== status.pid;
      },
      60_000,
    );
    await holds(async () => assert.match(await second.tree('Plans').row(/Today/u).label(), /Succeeded/u));
  },
);
