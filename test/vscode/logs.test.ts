import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { jobPlan } from './fixtures/jobPlan.ts';
import { linesOnScreen, openLogText, scroll } from './fixtures/openLogText.ts';
import { recordedPlan } from './fixtures/recordedPlan.ts';
import { fractale } from './fixtures/reviewedPlan.ts';
import { daemonPid } from './fixtures/services.ts';
import { journey } from './host/journey.ts';
import { holds, until } from './host/until.ts';
import type { Workbench } from './host/workbench.ts';

const PARTS = 120;
const FAILING = [
  `RUN echo NEW; for i in $(seq ${PARTS}); do echo "Unpacking part $i of ${PARTS} ..."; sleep 0.1; done`,
  'WORKDIR /opt/melt',
  'RUN echo "copying the input" && cp /usr/share/lammps/examples/melt/in.melt .',
].join('\n');

journey(
  'the log of a build is live, divided by step, and leads from the error to the Dockerfile',
  { files: recordedPlan('broken', [{ id: 'image', replies: [FAILING], maxAttempts: 1 }]) },
  async ({ window }) => {
    await window.openActivity('Fractale');
    const tree = window.tree('Plans');
    await window.command('Fractale: Run Plan');
    await tree.row(/Attempt 1.*Building/u).waitFor();
    await tree.row(/Attempt 1/u).act('Open Log');
    await until('the end is followed', async () => {
      const { first, last, lines } = await linesOnScreen(window);
      return first > 5 && last >= lines - 2;
    });
    await window.statusBar.item('Following').waitFor();
    await window.screenshot('live');

    await scroll(window, -250);
    await window.statusBar.item('Follow the End').waitFor();
    const left = await linesOnScreen(window);
    await until('it has grown on', async () => (await linesOnScreen(window)).lines > left.lines + 10);
    assert.ok(Math.abs((await linesOnScreen(window)).first - left.first) < 5);
    await window.screenshot('scrolled-up');
    await window.editor.act('Follow the End of the Log');
    await window.statusBar.item('Following').waitFor();
    await until('the end is followed again', async () => {
      const { last, lines } = await linesOnScreen(window);
      return last >= lines - 2;
    });

    await window.editor.lenses.filter({ hasText: 'Failed: line 4 of Dockerfile' }).waitFor();
    const marked = window.editor.line('cp: cannot stat');
    await marked.waitFor();
    await holds(async () =>
      assert.equal(await window.editor.group.locator('.glyph-margin-widgets .cgmr').count(), 1),
    );
    await window.notifications.clear();
    await window.screenshot('failed', ['light', 'dark']);

    assert.deepEqual(await sections(window), [
      { name: '1/5 FROM debian:bookworm', folds: true, failed: false },
      { name: '2/5 RUN echo', folds: true, failed: false },
      { name: '3/5 WORKDIR /opt/melt', folds: true, failed: false },
      { name: '4/5 RUN echo', folds: true, failed: true },
    ]);
    const text = await openLogText(window);
    for (let part = 1; part <= PARTS; part += 1)
      assert.equal(text.split(`Unpacking part ${part} of`).length, 2, `part ${part}`);

    await window.editor.clickLens('Failed: line 4');
    await until('the Dockerfile is shown', async () => (await window.editor.activeTab()) === 'Dockerfile');
    await until('at its line', () =>
      window.evaluate(api => api.window.activeTextEditor?.selection.active.line === 3),
    );
    await until('which is marked', async () => (await window.editor.squiggles('error')) > 0);
    await window.screenshot('dockerfile');

    await window.execute('workbench.action.closeAllEditors');
    await tree.row(/Attempt 1/u).act('Open Log');
    await marked.waitFor();
    await window.screenshot('reopened');
  },
);

const LINES = 300;
const SLOW_JOB = `i=0; while [ $i -lt ${LINES} ]; do i=$((i+1)); echo "line $i of the job"; sleep 0.1; done`;

journey(
  'a daemon that is killed and a window that is reloaded lose no line of a log and double none',
  { files: jobPlan('counting', SLOW_JOB), limitMs: 180_000 },
  async ({ window }) => {
    await window.openActivity('Fractale');
    const tree = window.tree('Plans');
    await window.command('Fractale: Run Plan');
    await tree.row(/Attempt 1.*Running/u).waitFor();
    await tree.row(/Attempt 1/u).act('Open Log');
    await until('lines come', async () => lastLine(await openLogText(window)) > 20);

    const killed = await daemonPid(window);
    assert.ok(killed);
    process.kill(killed, 'SIGKILL');
    const before = lastLine(await openLogText(window));
    await until('lines come again', async () => lastLine(await openLogText(window)) > before + 20);
    const sofar = await openLogText(window);
    assert.deepEqual(numbers(sofar), counted(lastLine(sofar)));

    // VS Code in a browser writes down which editors are open only every five seconds.
    await until('a while later', async () => lastLine(await openLogText(window)) > before + 75);
    await window.reload();
    await until('the log is back', async () => lastLine(await openLogText(window)) > before + 75);
    await window.screenshot('reloaded');
    await until('and at its end', async () => lastLine(await openLogText(window)) === LINES, 60_000);
    assert.deepEqual(numbers(await openLogText(window)), counted(LINES));
    await until('which is followed', async () => (await linesOnScreen(window)).last >= LINES - 1);
  },
);

journey(
  'an attempt that has executed nothing says so in place of its log',
  { files: recordedPlan('reviewed', [{ id: 'image', replies: ['RUN echo NEW'], review: 'ask' }]) },
  async ({ code, window }) => {
    await window.openActivity('Fractale');
    await window.command('Fractale: Run Plan');
    await window
      .tree('Plans')
      .row(/Attempt 1.*review/iu)
      .waitFor();
    const run: string = JSON.parse(await fractale(code, 'show', 'latest', '--json')).id;
    await window.execute('fractale.openLog', { run, step: 'image', attempt: 1 });
    await until('it says so', async () => /no log yet.*waiting for review/u.test(await openLogText(window)));
    await window.screenshot('no-log');
    await fractale(code, 'cancel', 'latest');
    await until('it says why', async () => /no log: it ended before/u.test(await openLogText(window)));
  },
);

/** The outline's entries, by their first words. */
async function sections(window: Workbench): Promise<{ name: string; folds: boolean; failed: boolean }[]> {
  return window.evaluate(async api => {
    const uri = api.window.activeTextEditor?.document.uri;
    const symbols = await api.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      uri,
    );
    const folds = await api.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      uri,
    );
    return symbols.map(({ name, detail, range }) => ({
      name: name.replace(/( RUN \w+) .*/u, '$1'),
      folds: folds.some(({ start }) => start === range.start.line),
      failed: detail === 'failed',
    }));
  });
}

function numbers(text: string): number[] {
  return [...text.matchAll(/^line (\d+) of the job$/gmu)].map(match => Number(match[1]));
}

function lastLine(text: string): number {
  return numbers(text).at(-1) ?? 0;
}

function counted(to: number): number[] {
  return Array.from({ length: to }, (_, index) => index + 1);
}
