import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { after } from 'node:test';
import { GeminiServer } from '../fixtures/geminiServer.ts';
import { journey } from './host/journey.ts';
import { holds, until } from './host/until.ts';

const PLAN =
  'name: mine\nmodel: gemini/gemini-2.5-pro\nsteps:\n- agent: build\n  context: {application: a, environment: e}\n';

journey('an empty workspace says how a plan begins', { files: { 'readme.txt': 'x' } }, async ({ window }) => {
  await window.openActivity('Fractale');
  const tree = window.tree('Plans');
  await tree.welcome.getByText('No plan in this workspace yet').waitFor();
  await window.screenshot('no-plan', ['light', 'dark']);
  await tree.welcome.getByText('New Plan').click();
  await window.quickInput.enter('lammps.yaml');
  await tree.row('My application').waitFor();
  await window.editor.tab('lammps.yaml').waitFor();
  // The plan that was made asks Gemini, and there is no key.
  await window.tree('Setup').welcome.getByText('there is no API key').waitFor();
  await window.screenshot('no-key', ['light', 'dark']);
  await window.tree('Setup').welcome.getByText('Set Gemini API Key').click();
  await window.quickInput.enter('a-secret-key');
  await window.notifications.waitFor('The Gemini API key is set');
  await window.tree('Setup').welcome.waitFor({ state: 'hidden' });
});

journey(
  'without an engine that is said, and checked again',
  {
    copies: ['plans/quickstart.yaml', 'plans/quickstart.replay.yaml'],
    env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock' },
  },
  async ({ window }) => {
    await window.openActivity('Fractale');
    await window.tree('Plans').row('LAMMPS quickstart').waitFor();
    const welcome = window.tree('Setup').welcome;
    await welcome.getByText('No container engine answers').waitFor();
    await window.screenshot('no-engine', ['light', 'dark']);
    await welcome.getByText('Check Setup').click();
    await window.page
      .frameLocator('iframe.webview.ready')
      .frameLocator('iframe#active-frame')
      .getByText('/nonexistent/docker.sock')
      .waitFor();
    await window.screenshot('check-setup');
    await window.command('Fractale: Run Plan');
    await window.notifications.waitFor('/nonexistent/docker.sock');
    await window.screenshot('run-without-engine');
  },
);

const KEY = 'AIza-a-key-that-nobody-may-see';
const gemini = await GeminiServer.start();
after(() => gemini.close());

journey(
  'the API key reaches the model over the socket, and no file, setting or log has it',
  {
    files: { 'p.yaml': PLAN },
    env: { GOOGLE_GEMINI_BASE_URL: gemini.url },
  },
  async ({ code, window }) => {
    gemini.always('```dockerfile\nFROM debian:bookworm\nRUN echo ready\n```');
    await window.openActivity('Fractale');
    await window.command('Fractale: Set Gemini API Key');
    await window.quickInput.enter(KEY);
    await window.notifications.waitFor('The Gemini API key is set');
    await window.command('Fractale: Run Plan');
    const tree = window.tree('Plans');
    await until('the run is green', async () => /Succeeded/u.test(await tree.row(/Today/u).label()), 60_000);
    assert.equal(gemini.requests[0]?.key, KEY);
    const folders = [code.home.root, code.workspace];
    const found = execFileSync('sh', ['-c', 'grep -rl "$0" "$@" || true', KEY, ...folders]);
    assert.equal(found.toString(), '');
    const processes = execFileSync('ps', ['-eo', 'args']).toString();
    assert.ok(!processes.includes(KEY));
  },
);

journey(
  'plans are found in every folder of a workspace, as they come and go',
  {
    files: {
      'both.code-workspace': '{"folders":[{"path":"one"},{"path":"two"}]}',
      'one/plan.yaml': PLAN,
      'two/deep/plan.yaml': PLAN.replace('mine', 'yours'),
      'two/ci.yaml': 'steps:\n- script: make\n',
    },
    env: { GEMINI_API_KEY: 'k' },
  },
  async ({ code, window }) => {
    await window.close();
    const both = await code.openWindow(code.path('both.code-workspace'));
    // VS Code in a browser sometimes reads the workspace's file before it can, and then has no folder.
    const folders = () => both.evaluate(api => api.workspace.workspaceFolders?.length ?? 0);
    if ((await folders()) === 0) await both.reload();
    await holds(async () => assert.equal(await folders(), 2));
    await both.openActivity('Fractale');
    const tree = both.tree('Plans');
    await tree.row('yours').waitFor();
    await holds(async () =>
      assert.deepEqual(await tree.texts(), ['mine one/plan.yaml', 'yours two/deep/plan.yaml']),
    );
    await writeFile(code.path('one/another.yaml'), PLAN.replace('mine', 'another'));
    await tree.row('another').waitFor();
    await rm(code.path('one/plan.yaml'));
    await tree.row('mine').locator.waitFor({ state: 'detached' });
  },
);
