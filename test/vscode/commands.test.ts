import assert from 'node:assert/strict';
import { recordedPlan, slowly } from './fixtures/recordedPlan.ts';
import { journey } from './host/journey.ts';
import { holds, until } from './host/until.ts';
import type { Workbench } from './host/workbench.ts';

const TWO_STEPS = recordedPlan('two', [
  { id: 'first', replies: ['RUN echo NEW first'] },
  { id: 'second', replies: ['RUN echo NEW second'] },
]);

journey(
  'one step of a plan, a retry, and the way to the terminal and back',
  { files: TWO_STEPS, settings: { 'terminal.integrated.gpuAcceleration': 'off' } },
  async ({ window }) => {
    await window.openActivity('Fractale');
    const tree = window.tree('Plans');
    await window.command('Fractale: Run Plan');
    await succeeded(window, 1);

    await tree.row('first').waitFor();
    await tree.row('first').chooseInMenu('Run Step');
    await succeeded(window, 2);
    const newest = await tree.texts();
    assert.equal(
      newest.filter(text => /^\s+second/u.test(text)).length,
      1,
      'the second run has the first step only',
    );

    await tree.row(/Today/u).act('Retry Run');
    await succeeded(window, 3);

    await tree.row(/Today/u).chooseInMenu('Open in Terminal');
    const terminal = window.page.locator('.terminal-wrapper .xterm-rows').first();
    const id = terminal.getByText(/\d{8}-\d{6}-[0-9a-f]{4}/u).last();
    await terminal.getByText('two plan').first().waitFor();
    await window.screenshot('terminal');
    await tree.row('two plan').collapse();
    // What is drawn lies below what takes the mouse. The id is the last word of what was typed.
    const box = await id.boundingBox();
    assert.ok(box);
    const place = [box.x + box.width - 10, box.y + box.height / 2] as const;
    await window.page.keyboard.down('Control');
    await until('the link leads back', async () => {
      await window.page.mouse.move(place[0] - 20, place[1]);
      await window.page.mouse.move(...place);
      await new Promise(resolve => setTimeout(resolve, 300));
      await window.page.mouse.click(...place);
      return tree.row(/Today/u).locator.isVisible();
    });
    await window.page.keyboard.up('Control');
  },
);

journey(
  'Restricted Mode shows everything and runs nothing',
  { files: recordedPlan('two', [{ id: 'first', replies: ['RUN echo NEW'] }]), restricted: true },
  async ({ code, window }) => {
    await window.openActivity('Fractale');
    const tree = window.tree('Plans');
    await tree.row('two plan').waitFor();
    await window.screenshot('restricted', ['light', 'dark']);
    await holds(async () =>
      assert.deepEqual(
        (await tree.row('two plan').actions()).filter(action => /Run/u.test(action)),
        [],
      ),
    );
    // Not by a command that goes past the menus either.
    const plan = code.path('two.yaml');
    await window.trigger('fractale.runPlan', { uri: { scheme: 'file', fsPath: plan, path: plan } });
    await new Promise(resolve => setTimeout(resolve, 1_500));
    await holds(async () =>
      assert.deepEqual(
        (await tree.texts()).filter(text => /Today/u.test(text)),
        [],
      ),
    );
  },
);

journey(
  'keyboard only: from the tree to a run and its end',
  { files: recordedPlan('keys', [{ id: 'image', replies: [slowly(30)] }]) },
  async ({ window }) => {
    await window.openActivity('Fractale');
    const tree = window.tree('Plans');
    await tree.row('keys plan').waitFor();
    await window.press('Control+Shift+P');
    await window.type('Fractale: Run Plan');
    await until('the palette has it', async () =>
      (await window.quickInput.labels()).some(label => /Run Plan/u.test(label)),
    );
    await window.press('Enter');
    await tree.row(/Attempt 1.*Building/u).waitFor();
    await window.press('Control+Shift+P');
    await window.type('Fractale: Cancel Run');
    await until('the palette has it', async () =>
      (await window.quickInput.labels()).some(label => /Cancel Run/u.test(label)),
    );
    await window.press('Enter');
    await tree.row(/Today.*Cancelled/u).waitFor();
  },
);

async function succeeded(window: Workbench, count: number): Promise<void> {
  await until(
    `${count} runs have succeeded`,
    async () => {
      const rows = await window.tree('Plans').rows.all();
      const labels = await Promise.all(rows.map(row => row.getAttribute('aria-label')));
      return labels.filter(label => /^Run of .*Succeeded/u.test(label ?? '')).length === count;
    },
    60_000,
  );
}
