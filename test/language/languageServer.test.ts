import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { CodeAction, DocumentSymbol, Hover, TextDocumentEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { LanguageClient } from './languageClient.ts';

const PLAN = 'file:///w/plan.yaml';
const BROKEN = `name: melt
steps:
- agent: biuld
  context:
    aplication: lammps
- agent: kubernetes-job
  reviw: ask
`;

let client: LanguageClient;
before(async () => {
  client = await LanguageClient.start();
});
after(async () => {
  assert.equal(await client.stop(), 0);
});

test('a wrong plan is mended by its quick fixes alone', async () => {
  client.open(PLAN, BROKEN);
  const diagnostics = await client.diagnostics(PLAN, 1);
  assert.deepEqual(
    diagnostics.map(({ code, severity, range: { start, end } }) => ({
      code,
      severity,
      at: `${start.line}:${start.character}-${end.line}:${end.character}`,
    })),
    [
      { code: 'unknown-agent', severity: 1, at: '2:9-2:14' },
      { code: 'unknown-key', severity: 1, at: '6:2-6:7' },
    ],
  );
  assert.match(String(diagnostics[0]?.message), /no agent `biuld`\. Did you mean `build`\?/u);

  let text = BROKEN;
  let version = 1;
  const taken: string[] = [];
  for (let left = diagnostics; left[0] !== undefined && taken.length < 9; ) {
    const [{ range }] = left as [(typeof left)[0]];
    const context = { diagnostics: [] };
    const [action] = await client.ask<CodeAction[]>('textDocument/codeAction', PLAN, { range, context });
    const change = action?.edit?.documentChanges?.[0] as TextDocumentEdit;
    assert.equal(change.textDocument.version, version);
    assert.equal(action?.isPreferred, true);
    taken.push(action?.title ?? '');
    text = TextDocument.applyEdits(TextDocument.create(PLAN, 'yaml', version, text), change.edits as never);
    version = client.change(PLAN, text);
    left = await client.diagnostics(PLAN, version);
  }
  assert.deepEqual(taken, ['Change to build', 'Change to application', 'Change to review']);
  assert.equal(
    text,
    BROKEN.replace('biuld', 'build').replace('aplication', 'application').replace('reviw', 'review'),
  );
});

test('the outline follows the text, also while a step is being written', async () => {
  const uri = 'file:///w/outline.yaml';
  client.open(uri, '# c\nname: melt\nsteps:\n- agent: build\n  context: {application: a}\n\n- id: two\n');
  await client.diagnostics(uri, 1);
  const steps = [
    { id: 'build', agent: 'build', line: 3, endLine: 4 },
    { id: 'two', agent: '', line: 6, endLine: 6 },
  ];
  const outline = { name: 'melt', line: 1, steps };
  assert.deepEqual(await client.ask('fractale/outline', uri), outline);
  assert.deepEqual(
    client.outlines.filter(told => told.uri === uri),
    [{ uri, outline }],
  );

  const version = client.change(uri, 'name: melt\nsteps:\n- ag');
  const [problem] = await client.diagnostics(uri, version);
  assert.equal(problem?.code, 'wrong-type');
  assert.deepEqual(await client.ask('fractale/outline', uri), { name: 'melt', line: 0, steps: [] });
  assert.deepEqual(await client.completions(uri, 2, 4), [
    'agent: build',
    'agent: kubernetes-job',
    'agent',
    'id',
    'description',
    'target',
    'review',
    'isolation',
    'context',
    'success',
  ]);
  client.close(uri);
  assert.deepEqual(await client.diagnostics(uri, undefined), []);
  assert.equal(await client.ask('fractale/outline', uri), null);
});

test('the shipped plans have no problems, and their words are explained', async () => {
  const uri = 'file:///w/quickstart.yaml';
  const text = readFileSync(new URL('../../plans/quickstart.yaml', import.meta.url), 'utf8');
  client.open(uri, text);
  assert.deepEqual(await client.diagnostics(uri, 1), []);
  const document = TextDocument.create(uri, 'yaml', 1, text);
  const hover = async (words: string) => {
    const position = document.positionAt(text.indexOf(words) + 1);
    const found = await client.ask<Hover | null>('textDocument/hover', uri, { position });
    return found && (found.contents as { value: string }).value;
  };
  assert.match((await hover('max_attempts: 4')) ?? '', /whole number, at least 1.*Default: `5`/su);
  assert.match((await hover('application: lammps')) ?? '', /text · required.*containerise/su);
  assert.match((await hover('kubernetes-job')) ?? '', /Kubernetes Job.*- `no_pull`/su);
  assert.match((await hover('metric:')) ?? '', /number to read from the log/u);
  assert.equal(await hover('one machine with two'), null);
  assert.equal(await hover('# What the whole run'), null);
  const symbols = await client.ask<DocumentSymbol[]>('textDocument/documentSymbol', uri);
  assert.deepEqual(
    symbols.map(({ name, children }) => [name, children?.map(child => child.name)]),
    [['LAMMPS quickstart', ['image', 'melt']]],
  );
});

test('a YAML file that is no plan gets nothing at all', async () => {
  const uri = 'file:///w/pipeline.yaml';
  client.open(uri, 'steps:\n- script: make\n  agnt: x\n- \n');
  assert.deepEqual(await client.completions(uri, 3, 2), []);
  assert.equal(await client.ask('textDocument/hover', uri, { position: { line: 0, character: 1 } }), null);
  const range = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
  assert.deepEqual(
    await client.ask('textDocument/codeAction', uri, { range, context: { diagnostics: [] } }),
    [],
  );
  assert.deepEqual(await client.ask('textDocument/documentSymbol', uri), []);
  assert.equal(await client.ask('fractale/outline', uri), null);
  client.close(uri);
  client.open('file:///w/after.yaml', BROKEN);
  await client.diagnostics('file:///w/after.yaml', 1);
  assert.ok(!client.published.some(published => published.uri === uri));
});

test('in a burst of changes only the last version is judged', async () => {
  const uri = 'file:///w/burst.yaml';
  client.open(uri, BROKEN);
  await client.diagnostics(uri, 1);
  let version = 1;
  for (let n = 0; n < 20; n += 1) version = client.change(uri, BROKEN.replace('melt', `melt ${n}`));
  assert.equal((await client.diagnostics(uri, version)).length, 2);
  const judged = client.published.filter(published => published.uri === uri).map(one => one.version);
  assert.deepEqual(judged, [1, version]);
});

test('hostile and huge documents are bounded, and hold nobody up', async () => {
  const uri = 'file:///w/huge.yaml';
  const line = '      a line of instructions that goes on\n';
  const huge = `name: n\nsteps:\n- agent: build\n  context:\n    details: |\n${line.repeat(24_000)}    pus`;
  const hostile = [
    huge,
    `${huge}${line.repeat(4000)}`,
    `plan:\n- agent: build\n${Array.from({ length: 8000 }, (_, n) => `  k${n}: v`).join('\n')}\n`,
    `steps:\n- agent: build\n  context: ${'['.repeat(20_000)}`,
    `steps:\n- {agent: build}\n${'a: '.repeat(20_000)}`,
    `steps:\n- {agent: build}\n${'? '.repeat(20_000)}`,
  ];
  let version = 0;
  for (const text of hostile) {
    if (version === 0) client.open(uri, text);
    version = version === 0 ? 1 : client.change(uri, text);
    const diagnostics = await client.diagnostics(uri, version);
    assert.ok(diagnostics.length > 0 && diagnostics.length <= 100);
    const { line: last, character } = TextDocument.create(uri, 'yaml', 1, text).positionAt(text.length);
    const labels = await client.completions(uri, last, character);
    if (text === huge) assert.ok(labels.includes('push'));
  }
  // A small document is answered while the huge ones are still open.
  client.open('file:///w/small.yaml', BROKEN);
  assert.equal((await client.diagnostics('file:///w/small.yaml', 1)).length, 2);
});
