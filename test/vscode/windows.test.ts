import assert from 'node:assert/strict';
import { recordedPlan, slowly } from './fixtures/recordedPlan.ts';
import { daemonPid } from './fixtures/services.ts';
import { journey } from './host/journey.ts';
import { holds, until } from './host/until.ts';
import type { Workbench } from './host/workbench.ts';

const slow = (seconds: number) => recordedPlan('slow', [{ id: 'image', replies: [slowly(seconds)] }]);

journey(
  'a build goes on under a reload, a second window and a crash of the extension host',
  { files: slow(40) },
  async ({ code, window }) => {
    await window.openActivity('Fractale');
    await window.command('Fractale: Run Plan');
    await running(window);
    const pid = await daemonPid(window);

    await window.reload();
    await window.openActivity('Fractale');
    await running(window);
    await window.screenshot('after-reload');

    const second = await code.openWindow();
    await second.openActivity('Fractale');
    await running(second);

    window.killExtensionHost();
    await window.extensionHostStarted();
    await running(window);

    for (const each of [window, second])
      await until(
        'the run is green',
        async () => (await runs(each)).some(row => /Succeeded/u.test(row)),
        60_000,
      );
    await holds(async () => assert.equal((await runs(window)).length, 1, 'nothing is doubled'));
    await holds(async () => assert.deepEqual(await runs(second), await runs(window)));
    await holds(async () => assert.equal(await daemonPid(window), pid));
    await holds(async () => assert.equal(await daemonPid(second), pid));
  },
);

journey(
  'a run is cancelled from its row, its progress and the title of its plan',
  { files: slow(60) },
  async ({ code, window }) => {
    await window.openActivity('Fractale');
    const tree = window.tree('Plans');
    const cancelled = (count: number) =>
      until(
        `${count} are cancelled`,
        async () => (await tree.texts()).filter(row => /Today.*Cancelled/u.test(row)).length === count,
      );
    await window.command('Fractale: Run Plan');
    await running(window);
    await tree.row(/Today/u).act('Cancel Run');
    await cancelled(1);
    await window.screenshot('cancelled');

    await window.command('Fractale: Run Plan');
    await window.notifications.waitFor('slow plan');
    await running(window);
    await window.notifications.click('slow plan', 'Cancel');
    await cancelled(2);

    await window.openFile(code.path('slow.yaml'));
    await window.editor.clickLens('Resume');
    await until('it goes on', async () => (await window.editor.actions()).includes('Cancel Run'));
    await window.screenshot('plan-title');
    await window.editor.act('Cancel Run');
    await cancelled(2);

    await window.editor.clickLens('Retry');
    await until('there is a third', async () => (await runs(window)).length === 3);
    await until('its title can cancel it', async () =>
      (await window.editor.actions()).includes('Cancel Run'),
    );
    await window.editor.act('Cancel Run');
    await cancelled(3);
  },
);

async function running(window: Workbench): Promise<void> {
  await window
    .tree('Plans')
    .row(/Attempt 1.*Building/u)
    .waitFor();
}

/** What a screen reader says of each run. */
async function runs(window: Workbench): Promise<string[]> {
  const rows = await window.tree('Plans').rows.all();
  const labels = await Promise.all(rows.map(row => row.getAttribute('aria-label')));
  return labels.filter(label => label?.startsWith('Run of ')) as string[];
}
