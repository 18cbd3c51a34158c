import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { journey } from './host/journey.ts';

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

journey('the model key never leaves by a file', { files: { 'p.yaml': PLAN } }, async ({ code, window }) => {
  await window.openActivity('Fractale');
  await window.command('Fractale: Set Gemini API Key');
  await window.quickInput.enter('AIza-key-that-nobody-may-see');
  await window.notifications.waitFor('The Gemini API key is set');
  await window.command('Fractale: Check Setup');
  await window.press('Escape');
  const { execFileSync } = await import('node:child_process');
  await writeFile(code.path('marker'), '');
  const folders = [code.home.root, code.workspace];
  const found = execFileSync('sh', [
    '-c',
    'grep -rl AIza-key-that-nobody-may-see "$@" || true',
    'sh',
    ...folders,
  ]);
  assert.equal(found.toString(), '');
});
