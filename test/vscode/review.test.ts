import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after } from 'node:test';
import { GeminiServer } from '../fixtures/geminiServer.ts';
import {
  BEFORE,
  clickLens,
  ended,
  fenced,
  fractale,
  lenses,
  lensShown,
  newestRun,
  PROPOSED,
  removeImage,
  reviewedPlan,
  reviewOpen,
  reviewShown,
  startReview,
  startRun,
} from './fixtures/reviewedPlan.ts';
import type { Code } from './host/code.ts';
import { journey } from './host/journey.ts';
import { holds, until } from './host/until.ts';

// Before any test: those after an await at the top would miss the hooks.
const gemini = await GeminiServer.start();
after(() => gemini.close());
after(removeImage);

const FILES = { ...reviewedPlan([PROPOSED]), Dockerfile: BEFORE };

function dockerfile(code: Code): Promise<string> {
  return readFile(code.path('Dockerfile'), 'utf8');
}

journey(
  'a review opens without the focus, is accepted, and can be undone',
  { files: FILES },
  async ({ code, window }) => {
    await window.openActivity('Fractale');
    const tree = window.tree('Plans');
    await (await tree.row('Greeting').waitFor()).select();
    await tree.list.focus();
    await startReview(window);
    await holds(async () =>
      assert.ok(
        await tree.list.evaluate(list => list.contains(list.ownerDocument.activeElement)),
        'the tree has the focus',
      ),
    );
    assert.deepEqual(await lenses(window).then(texts => texts.slice(0, 5)), [
      'Accept',
      'Reject…',
      'Edit',
      '3 of 3 changes kept',
      'vs. Dockerfile',
    ]);
    await window.execute('notifications.hideToasts');
    await window.screenshot('open', ['light', 'dark']);
    assert.equal(await dockerfile(code), BEFORE, 'nothing is written before it is accepted');

    await clickLens(window, 'Accept');
    await until('the file is written', async () => (await dockerfile(code)) === PROPOSED);
    await until(
      'the file took the place of the diff',
      async () => (await window.editor.activeTab()) === 'Dockerfile',
    );
    await until('the diff closed', async () =>
      (await window.editor.tabs()).every(tab => !tab.includes('review')),
    );
    const state = await ended(code);
    assert.equal(state.status, 'succeeded');
    assert.equal(state.steps[0]?.attempts[0]?.review?.decision, 'accept');
    await window.screenshot('accepted');

    await window.press('Control+z');
    await until('the text is back', async () => (await window.editor.text()).includes('GREETING=hello'));
    await window.press('Control+s');
    await until('the file is back', async () => (await dockerfile(code)) === BEFORE);
  },
);

journey('changes are decided one by one, over a reload too', { files: FILES }, async ({ code, window }) => {
  await startReview(window);
  await clickLens(window, 'Reject this change', 1);
  await lensShown(window, '2 of 3 changes kept');
  await lensShown(window, 'Change rejected');
  await holds(async () =>
    assert.match((await window.editor.diff()).modified, /welcome[\s\S]*a first line[\s\S]*newer/u),
  );
  await clickLens(window, 'Undo');
  await lensShown(window, '3 of 3 changes kept');
  await clickLens(window, 'Reject this change', 1);
  await lensShown(window, '2 of 3 changes kept');
  await clickLens(window, 'Accept this change');
  await lensShown(window, 'Change accepted');
  await window.execute('notifications.hideToasts');
  await window.screenshot('decided', ['light', 'dark']);

  await window.reload();
  await lensShown(window, '2 of 3 changes kept');
  await lensShown(window, 'Change accepted');
  await lensShown(window, 'Change rejected');
  await holds(async () =>
    assert.deepEqual(await window.editor.tabs(), ['Dockerfile: review of image, attempt 1']),
  );

  await clickLens(window, 'Accept');
  const mixed = PROPOSED.replace('a better line', 'a first line');
  await until('the file is written', async () => (await dockerfile(code)) === mixed);
  const state = await ended(code);
  assert.equal(state.status, 'succeeded');
  assert.equal(state.steps[0]?.attempts[0]?.review?.decision, 'edit');
  assert.equal(await fractale(code, 'show', 'latest', '--attempt', 'image/1', '--artifact'), mixed);
});

const SECOND = PROPOSED.replace('welcome', 'good-day');

journey(
  'the words of a rejection reach the next attempt',
  {
    files: { ...reviewedPlan([], { model: 'gemini/gemini-2.5-pro' }), Dockerfile: BEFORE },
    env: { GEMINI_API_KEY: 'test-key-0123456789', GOOGLE_GEMINI_BASE_URL: gemini.url },
  },
  async ({ code, window }) => {
    gemini.script([fenced(PROPOSED), fenced(SECOND)]);
    await startReview(window);
    await window.execute('notifications.hideToasts');
    await clickLens(window, 'Reject…');
    await window.quickInput.box.waitFor();
    await holds(async () =>
      assert.match(await window.quickInput.message(), /learns only that you rejected/u),
    );
    await window.screenshot('reject', ['light', 'dark']);
    await window.quickInput.enter('Greet people by the time of day');
    const { prompt } = await gemini.seen(2);
    assert.match(prompt, /Greet people by the time of day/u);
    await reviewShown(window, 2);
    assert.equal(await dockerfile(code), BEFORE);
    await holds(async () =>
      assert.deepEqual(await window.editor.tabs(), ['Dockerfile: review of image, attempt 2']),
    );

    await clickLens(window, 'vs. Dockerfile');
    await lensShown(window, 'vs. attempt 1');
    await lensShown(window, '1 of 1 change kept');
    await until('the left side is attempt 1', async () =>
      (await window.editor.diff()).original.includes('welcome'),
    );
    await window.execute('notifications.hideToasts');
    await window.screenshot('attempt-2', ['light', 'dark']);
    await window.editor.act('Accept Artifact');
    await until('the file is written', async () => (await dockerfile(code)) === SECOND);
    const { steps } = await ended(code);
    assert.deepEqual(
      steps[0]?.attempts.map(({ review }) => [review?.decision, review?.words]),
      [
        ['reject', 'Greet people by the time of day'],
        ['accept', undefined],
      ],
    );
  },
);

journey(
  'edit first, with the keyboard only',
  { files: FILES, settings: { 'files.autoSave': 'off', 'fractale.openReviews': false } },
  async ({ code, window }) => {
    await startRun(window);
    await until('it waits', async () => (await newestRun(code)).status === 'waiting');
    await window.command('Fractale: Review Artifact');
    await reviewShown(window, 1);
    await until('the cursor is at the first change', async () =>
      (await window.statusBar.texts()).some(text => text.includes('Ln 3')),
    );
    await window.press('Alt+Enter');
    await lensShown(window, 'Change accepted');
    await window.press('Alt+Backspace');
    await lensShown(window, '2 of 3 changes kept');
    await lensShown(window, 'Change rejected');
    await window.press('Control+End');
    await window.type('RUN sudo true');
    await lensShown(window, '2 of 3 changes kept, edited');
    await lensShown(window, 'Edited by you');
    await window.execute('notifications.hideToasts');
    await window.screenshot('edited', ['light', 'dark']);
    // Not saved, and there all the same: the pictures took longer than VS Code waits before it backs text up.
    await window.reload();
    await lensShown(window, '2 of 3 changes kept, edited');
    await until('it is there once', async () => (await window.editor.tabs()).length === 1);
    // After a start VS Code takes a second to say that the workspace is trusted.
    const accept = window.editor.group.locator(
      '.editor-actions .action-item:not(.disabled) [aria-label^="Accept"]',
    );
    await accept.waitFor();
    await clickLens(window, 'Edit');
    await until('the cursor is at the change that is open', async () =>
      (await window.statusBar.texts()).some(text => text.includes('Ln 9')),
    );
    await window.press('Control+Enter');
    const edited = `${PROPOSED.replace('a better line', 'a first line')}RUN sudo true`;
    await until('the file is written', async () => (await dockerfile(code)) === edited);
    await ended(code);
    // Preflight repairs edits too, and then what runs is not what was written.
    const ran = await fractale(code, 'show', 'latest', '--attempt', 'image/1', '--artifact');
    assert.equal(ran.trimEnd(), edited.replace('sudo ', ''));
    const told = await window.notifications.waitFor('Preflight repaired the text that you accepted');
    assert.match(told, /What runs differs from Dockerfile/u);
    await holds(async () => assert.deepEqual(await window.editor.tabs(), ['Dockerfile']));
  },
);

journey('a file that has changed is not overwritten unasked', { files: FILES }, async ({ code, window }) => {
  await startReview(window);
  await clickLens(window, 'Reject this change', 2);
  await lensShown(window, '2 of 3 changes kept');
  const theirs = BEFORE.replace('hello', 'from-elsewhere').replace('CMD', '# theirs\nCMD');
  await writeFile(code.path('Dockerfile'), theirs);
  await clickLens(window, 'Accept');
  const { dialog } = window.notifications;
  await dialog.locator.waitFor();
  assert.match(await dialog.text(), /Dockerfile has changed since it was compared/u);
  await window.screenshot('changed');
  assert.deepEqual((await dialog.buttons()).sort(), [
    'Cancel',
    'Compare Again',
    'Overwrite',
    'Run Without Writing',
  ]);
  await dialog.click('Compare Again');
  await until('it compares with the file as it is', async () =>
    (await window.editor.diff()).original.includes('# theirs'),
  );
  // The rejected change is rejected still: the file's own line stands there.
  await holds(async () => assert.match((await window.editor.diff()).modified, /echo "old"/u));
  assert.equal(await dockerfile(code), theirs);
  assert.equal((await newestRun(code)).status, 'waiting');

  await writeFile(code.path('Dockerfile'), BEFORE);
  await clickLens(window, 'Accept');
  await dialog.locator.waitFor();
  await dialog.click('Run Without Writing');
  const state = await ended(code);
  assert.equal(state.steps[0]?.attempts[0]?.review?.decision, 'edit');
  assert.equal(await dockerfile(code), BEFORE);
  await holds(async () => assert.deepEqual(await window.editor.tabs(), []));
});

journey(
  'a review answered elsewhere closes, and stays where a person has worked on it',
  { files: FILES },
  async ({ code, window }) => {
    await startReview(window);
    const second = await code.openWindow();
    await second.command('Fractale: Review Artifact');
    await reviewShown(second, 1);
    await clickLens(window, 'Accept this change');
    await lensShown(window, 'Change accepted');
    await fractale(code, 'review', 'latest', '--accept');
    await until('the untouched diff closed', async () => (await second.editor.tabs()).length === 0);
    await lensShown(window, 'Your decisions and edits here were not used');
    await window.screenshot('answered-elsewhere');
    await holds(async () =>
      assert.ok((await window.editor.actions()).every(action => !action.startsWith('Accept'))),
    );
    assert.equal(await dockerfile(code), BEFORE);
    await ended(code);
  },
);

journey(
  'what ran can be accepted into the workspace afterwards',
  { files: { ...reviewedPlan([PROPOSED.replaceAll('\n', '\r\n')], { review: 'auto' }) } },
  async ({ code, window }) => {
    await startRun(window);
    const { steps, id } = await ended(code);
    assert.equal(steps[0]?.status, 'succeeded');
    await window.trigger('fractale.acceptIntoWorkspace', { run: id, step: 'image', attempt: 1 });
    await lensShown(window, 'Accept into Workspace');
    await lensShown(window, 'New file Dockerfile');
    await window.execute('notifications.hideToasts');
    await window.screenshot('new', ['light', 'dark']);
    await clickLens(window, 'Accept into Workspace');
    const ran = await fractale(code, 'show', 'latest', '--attempt', 'image/1', '--artifact');
    await until('the file is written', async () => (await dockerfile(code)) === ran);
    await until('that is said', async () =>
      (await window.statusBar.texts()).some(text => text.includes('Dockerfile is written')),
    );
    await holds(async () => assert.deepEqual(await window.editor.tabs(), ['Dockerfile']));
    await window.trigger('fractale.acceptIntoWorkspace', { run: id, step: 'image', attempt: 1 });
    await window.notifications.waitFor('Dockerfile has this text already');
  },
);

journey(
  'Restricted Mode shows a review, and accepts nothing',
  { files: FILES, restricted: true },
  async ({ code, window }) => {
    await fractale(code, 'run', 'greeting.yaml', '--detach');
    await reviewOpen(window);
    await lensShown(window, 'Restricted Mode: trust this workspace to accept');
    await window.screenshot('restricted');
    await window.editor.line('FROM debian').last().click();
    await window.press('Control+Enter');
    await window.execute('fractale.review.accept');
    await window.notifications.waitFor('Nothing is accepted or rejected in Restricted Mode');
    assert.equal((await newestRun(code)).status, 'waiting');
    assert.equal(await dockerfile(code), BEFORE);
  },
);

journey(
  'an answer that comes too late says so, and writes nothing',
  { files: FILES },
  async ({ code, window }) => {
    await startReview(window);
    await writeFile(code.path('Dockerfile'), `${BEFORE}# theirs\n`);
    await clickLens(window, 'Accept');
    const { dialog } = window.notifications;
    await dialog.locator.waitFor();
    await fractale(code, 'review', 'latest', '--reject', 'no');
    await dialog.click('Overwrite');
    await window.notifications.waitFor(
      /Your answer came too late\. Rejected by \w+: no\. Nothing was written\./u,
    );
    assert.equal(await dockerfile(code), `${BEFORE}# theirs\n`);
    await until('the diff closed', async () => (await window.editor.tabs()).length === 0);
  },
);

journey(
  'a review leaves the editor to a person who types in it',
  { files: FILES },
  async ({ code, window }) => {
    await window.openFile(code.path('greeting.yaml'));
    await window.editor.line('name: Greeting').click();
    await window.press('End');
    await startRun(window);
    await until('it waits', async () => {
      await window.type('x');
      return (await newestRun(code)).status === 'waiting';
    });
    await until('the review has a tab', async () => {
      await window.type('x');
      return (await window.editor.tabs()).some(tab => tab.startsWith('Dockerfile: review'));
    });
    await window.type('yz');
    await holds(async () => assert.ok(!(await window.editor.activeTab()).startsWith('Dockerfile')));
    await until('all of it arrived', async () => /Greetingx+yz/u.test(await window.editor.text()));
    await window.notifications.waitFor('waits for review');
  },
);

journey(
  'a review that nobody answered in time goes on when the run is resumed',
  { files: { ...reviewedPlan([PROPOSED], { review: { mode: 'ask', minutes: 0.3 } }), Dockerfile: BEFORE } },
  async ({ code, window }) => {
    await startReview(window);
    await clickLens(window, 'Reject this change');
    await lensShown(window, '2 of 3 changes kept');
    await until(
      'the deadline passed',
      async () => (await lenses(window)).some(text => text.includes('nobody answered')),
      40_000,
    );
    await holds(async () => assert.ok(!(await lenses(window)).includes('Accept')));
    await window.screenshot('overdue', ['light', 'dark']);
    await clickLens(window, 'Resume Run');
    await lensShown(window, 'Accept');
    await lensShown(window, '2 of 3 changes kept');
    await holds(async () => assert.equal((await window.editor.tabs()).length, 1));
    await clickLens(window, 'Accept');
    await until(
      'the file is written',
      async () => (await dockerfile(code)) === PROPOSED.replace('welcome', 'hello'),
    );
    assert.equal((await ended(code)).status, 'succeeded');
  },
);
