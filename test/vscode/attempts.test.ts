import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after } from 'node:test';
import type { FrameLocator, Locator } from 'playwright-core';
import { docker } from '../cli/commandProcess.ts';
import { journey } from './host/journey.ts';
import type { Tree, TreeRow } from './host/tree.ts';
import { holds, until } from './host/until.ts';
import type { Workbench } from './host/workbench.ts';

const QUICKSTART = ['plans/quickstart.yaml', 'plans/quickstart.replay.yaml'];
const RUN_MS = 90_000;

/** The page of the details panel that is on the screen. */
class Details {
  readonly page: FrameLocator;

  constructor(window: Workbench) {
    this.page = window.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  get heading(): Locator {
    return this.page.locator('h1');
  }

  part(title: string): Locator {
    return this.page.locator('section', { has: this.page.locator('h2', { hasText: title }) });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  async showing(heading: string): Promise<void> {
    await until(`the details of ${heading}`, async () => (await this.heading.innerText()) === heading);
  }
}

/** The row of a step: attempts' rows may hold its name, too. */
function stepRow(tree: Tree, step: string): TreeRow {
  return tree.row(new RegExp(`^\\s*${step}`, 'u'));
}

async function runPlan(window: Workbench, plan: string): Promise<Tree> {
  await window.openActivity('Fractale');
  const tree = window.tree('Plans');
  await tree.row(plan).waitFor();
  await tree.row(plan).act('Run Plan');
  return tree;
}

journey(
  'An attempt: its details, its texts, and what differs from another',
  { copies: QUICKSTART, limitMs: 240_000, size: { width: 1280, height: 1000 } },
  async ({ window }) => {
    const tree = await runPlan(window, 'LAMMPS quickstart');
    const done = async () => (await stepRow(tree, 'melt').label()).includes('Succeeded');
    await until('the run is green', done, RUN_MS);
    await window.notifications.clear();
    const details = new Details(window);

    await tree.row('Attempt 1').select();
    await details.showing('image · attempt 1');
    await holds(async () =>
      assert.equal(
        await window.page.evaluate('document.activeElement.closest(".monaco-list") !== null'),
        true,
      ),
    );
    await holds(async () => assert.deepEqual(await window.editor.tabs(), ['image · attempt 1']));
    await holds(async () => assert.equal(await details.page.locator('.state').innerText(), 'Failed'));
    await holds(async () =>
      assert.match(
        await details.page.locator('.summary').innerText(),
        /^A command of the build failed: cp: cannot stat/,
      ),
    );
    await holds(async () =>
      assert.match(await details.page.locator('.cause .key').innerText(), /^cp: cannot stat/),
    );
    const instructions = details.part('Instructions').locator('li');
    assert.equal(await instructions.count(), 6);
    assert.match(await instructions.last().innerText(), /RUN cp .*\s+[\d.]+ m?s$/);
    assert.equal(await instructions.last().getAttribute('class'), 'failed');
    await holds(async () =>
      assert.match(
        await details.part('Details').innerText(),
        /replay\/quickstart\.replay\.yaml \(a recorded conversation\)/,
      ),
    );
    await window.screenshot('failed', ['light', 'highContrast', 'dark']);

    await instructions.last().getByRole('button').click();
    await until('the Dockerfile', async () => (await window.editor.activeTab()) === 'Dockerfile');
    await holds(async () => {
      const place = await window.evaluate(({ window: { activeTextEditor: editor } }) => [
        editor?.document.languageId,
        editor?.document.lineAt(editor.selection.active.line).text,
      ]);
      assert.deepEqual(place, ['dockerfile', 'RUN cp /usr/share/lammps/examples/melt/in.melt .']);
    });

    await tree.row('Attempt 1').select();
    await details.showing('image · attempt 1');
    await details.button('Prompt').click();
    await until('the prompt', async () => (await window.editor.text()).includes('Dockerfile'));
    await holds(async () => assert.equal(await window.editor.activeTab(), 'image 1 prompt'));

    await tree.row('Attempt 2').select();
    await details.showing('image · attempt 2');
    const change = details.part('Changed since attempt 1');
    await change.locator('.line.added', { hasText: 'lammps-examples' }).waitFor();
    await holds(async () => assert.match(await change.locator('.counts').innerText(), /^\+5 −0/));
    await window.screenshot('succeeded', ['light', 'dark']);
    await details.button('Previous Attempt').press('Enter');
    await details.showing('image · attempt 1');

    await details.button('Compare with…').click();
    await window.quickInput.row('image, attempt 2').waitFor();
    await holds(async () => assert.equal((await window.quickInput.labels())[0], 'image, attempt 2'));
    await window.quickInput.choose('image, attempt 2');
    await until('both sides', async () => {
      const { original, modified } = await window.editor.diff();
      return !original.includes('lammps-examples') && modified.includes('lammps-examples');
    });
    await holds(async () => assert.equal(await window.editor.activeTab(), 'image: attempt 1 ↔ attempt 2'));
    await window.screenshot('compared');
    await tree.row('MPI did not start').chooseInMenu('Select for Compare');
    await tree.row('Attempt 2').chooseInMenu('Compare with Selected');
    await until('the other two', async () =>
      (await window.editor.tabs()).includes('image, attempt 2 ↔ melt, attempt 1'),
    );

    await window.editor.tab('image · attempt 1').click();
    await details.showing('image · attempt 1');
    const before = await details.page.locator('main').innerText();
    await details.button('Reply').click();
    await until('the reply', async () => (await window.editor.text()).includes('FROM debian:bookworm'));
    await window.reloadWindow();
    await until('the reply again', async () => (await window.editor.text()).includes('FROM debian:bookworm'));
    await window.editor.tab('image · attempt 1').click();
    await details.showing('image · attempt 1');
    await holds(async () => assert.equal(await details.page.locator('main').innerText(), before));

    await window.execute('fractale.stopDaemon');
    await details.page.locator('.notice', { hasText: 'The daemon was stopped' }).waitFor();
    await window.execute('fractale.startDaemon');
    await details.page.locator('.notice').waitFor({ state: 'detached' });
  },
);

const nonce = randomUUID();
const IMAGE = `fractale-live-${process.pid}`;
// It is not there when the journey was skipped.
after(() => docker('rmi', '--force', IMAGE).catch(() => undefined));
const LIVE = {
  'live.yaml': `name: Live build
model: replay/live.replay.yaml
steps:
  - id: image
    agent: build
    context: { application: sleep, container: ${IMAGE}, environment: here, max_attempts: 2 }
`,
  'live.replay.yaml': `version: 1
recorded: written for a test
date: "2026-11-20"
replies:
  - step: image
    text: |
      \`\`\`dockerfile
      FROM debian:bookworm
      RUN echo ${nonce}
      RUN sleep 6
      RUN sleep 2
      \`\`\`
`,
};

journey('The details of a live attempt move on', { files: LIVE, limitMs: 240_000 }, async ({ window }) => {
  const tree = await runPlan(window, 'Live build');
  await tree.row('Attempt 1').waitFor();
  await tree.row('Attempt 1').select();
  const details = new Details(window);
  await details.showing('image · attempt 1');
  const instructions = details.part('Instructions');
  await until('two instructions are done', async () =>
    /^2 of \d/.test(await instructions.locator('.note').innerText()),
  );
  await instructions.locator('li.running').waitFor();
  await holds(async () => assert.equal(await details.page.locator('.state').innerText(), 'Building'));
  const times = new Set<string>();
  await until('the time goes on', async () => {
    times.add(await details.part('Stages').locator('li.running .value').innerText());
    return times.size >= 3;
  });
  await window.screenshot('live', ['light', 'dark']);

  const name = await window.evaluate(api => {
    const { services } = api.extensions.getExtension('fractale.fractale')?.exports ?? {};
    return { run: services.store.runs()[0].id, step: 'image', attempt: 1 };
  });
  await window.execute('fractale.openCause', name);
  const cause = (words: string) =>
    until(words, async () => (await window.editor.text()).includes(words), RUN_MS);
  await cause('This attempt is not over.');
  await cause('This attempt has no cause of a failure.');
  await window.editor.tab('image · attempt 1').click();
  await until(
    'it ends',
    async () => (await details.page.locator('.state').innerText()) === 'Succeeded',
    30_000,
  );
  assert.equal(await instructions.locator('li.running, li.pending').count(), 0);
});
