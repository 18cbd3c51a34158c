import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { recordedPlan } from './fixtures/recordedPlan.ts';
import { journey } from './host/journey.ts';
import { holds, until } from './host/until.ts';

const FILES = recordedPlan('typed', [{ id: 'image', replies: ['RUN echo NEW'] }]);
const BROKEN = {
  ...FILES,
  'typed.yaml': (FILES['typed.yaml'] ?? '')
    .replace('max_attempts: 3', 'max_atempts: 3')
    .replace('application:', 'aplication:'),
};

journey(
  'a plan with errors is mended by quick fixes, and run from its lens',
  { files: BROKEN },
  async ({ code, window }) => {
    await window.openFile(code.path('typed.yaml'));
    await until('two errors are marked', async () => (await window.editor.squiggles('error')) >= 2);
    await window.openActivity('Fractale');
    await window.command('Fractale: Run Plan');
    await window.notifications.waitFor('The plan cannot be run');
    await window.screenshot('problems', ['light', 'dark']);

    for (const word of ['max_atempts', 'aplication']) {
      const line = (await readFile(code.path('typed.yaml'), 'utf8'))
        .split('\n')
        .findIndex(text => text.includes(word));
      await window.openFile(code.path('typed.yaml'), line + 1);
      await window.press('Home');
      const fix = window.page
        .locator('.action-widget .monaco-list-row', { hasText: /max_attempts|application/u })
        .first();
      // It shows nothing while the editor has not the focus yet.
      await until('the fixes are offered', async () => {
        await window.press('Control+.');
        await fix.waitFor({ timeout: 3_000 });
        return true;
      });
      await window.screenshot(`fix-${word}`);
      await window.press('Enter');
      await until('it is mended', async () => !(await window.editor.text()).includes(word));
      await window.press('Control+S');
      await until(
        'it is saved',
        async () => !(await readFile(code.path('typed.yaml'), 'utf8')).includes(word),
      );
    }
    await until('no error is left', async () => (await window.editor.squiggles('error')) === 0);

    await window.editor.clickLens('Run Plan');
    await until('the lens tells the verdict', async () =>
      (await window.editor.lensTexts()).some(text => /Succeeded/u.test(text)),
    );
    await window.screenshot('green', ['light', 'dark']);
    await holds(async () => assert.match((await window.tree('Plans').texts()).join('\n'), /Today/u));
  },
);
