import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { completions } from './completion.ts';
import { testVocabulary } from './testVocabulary.ts';

/** Labels offered at the ‸ of a text, and the text with one of them taken. */
function offered(marked: string, take?: string): { labels: string[]; text: string | undefined } {
  const offset = marked.indexOf('‸');
  const document = TextDocument.create('file:///p.yaml', 'yaml', 1, marked.replace('‸', ''));
  const items = completions(document, offset, testVocabulary);
  const edit = items.find(({ label }) => label === take)?.textEdit;
  const text = edit && 'range' in edit ? TextDocument.applyEdits(document, [edit]) : undefined;
  return { labels: items.map(({ label }) => label), text };
}

const STEP_KEYS = ['id', 'description', 'target', 'review', 'isolation', 'context', 'success'];
const BUILD_INPUTS = ['application', 'environment', 'push', 'max_runtime', 'max_attempts'];
const NEW_STEP = ['agent: build', 'agent: kubernetes-job', 'agent', ...STEP_KEYS];

/** A text, and all that is offered at its ‸. */
const PLACES: readonly [text: string, labels: string[]][] = [
  ['name: n\n‸\nsteps:\n- agent: build\n', ['description', 'goal', 'model', 'limits', 'on_interrupt']],
  ['name: n\nplan:\n- agent: build\n‸', ['description', 'goal', 'model', 'limits', 'on_interrupt']],
  ['na‸me: n\ngoal: g\nsteps:\n- agent: build\n', ['name', 'description', 'model', 'limits', 'on_interrupt']],
  ['limits:\n  minutes: 3\n  ‸\nsteps:\n- agent: build\n', ['tokens', 'usd']],
  ['steps:\n  - agent: build\n    ‸\n  - agent: kubernetes-job\n', STEP_KEYS],
  ['steps:\n  - agent: build\n    id: x\n    co‸', STEP_KEYS.filter(key => key !== 'id')],
  ['steps:\n  - agent: build\n  - ‸', NEW_STEP],
  ['steps:\n  - agent: build\n  ‸', NEW_STEP],
  ['steps:\n  ‸\n# agent: build', NEW_STEP],
  ['steps:\n- agent: ‸', ['build', 'kubernetes-job']],
  ['steps:\n- agent: bu‸\n  context: {}\n', ['build', 'kubernetes-job']],
  ['steps:\n- agent: "bu‸"\n', ['build', 'kubernetes-job']],
  ['steps:\n- agent: build\n  context:\n    ‸', BUILD_INPUTS],
  ['steps:\r\n- agent: build\r\n  context:\r\n    ‸\r\n', BUILD_INPUTS],
  ['steps:\n- agent: build\n  context:\n    application: a\n    ‸\n- agent: build', BUILD_INPUTS.slice(1)],
  // A first step has nobody to hand the image down to it; a later one need not name it.
  [
    'steps:\n- agent: kubernetes-job\n  context:\n    cont‸',
    ['container', 'environment', 'no_pull', 'max_attempts'],
  ],
  ['steps:\n- context: {‸}\n', [...BUILD_INPUTS, 'container', 'no_pull']],
  ['steps:\n- agent: build\n  context: {application: a, ‸}\n', BUILD_INPUTS.slice(1)],
  ['steps:\n- agent: build\n  context:\n    push: ‸\n', ['true', 'false']],
  ['steps:\n- agent: build\n  target: ‸\n', ['local', 'kata']],
  ['steps:\n- agent: build\n  review: ‸\n', ['auto', 'ask']],
  ['steps:\n- agent: build\n  review:\n    mode: a‸\n', ['auto', 'ask']],
  ['steps:\n- agent: build\n  review: {mode: ask, ‸\n- agent: build', ['minutes']],
  ['steps:\n- agent: build\n  isolation: v‸\n', ['container', 'kernel', 'vm']],
  ['model: ge‸\nsteps:\n- agent: build\n', ['gemini/gemini-2.5-pro', 'replay/']],
  ['steps:\n- agent: build\n  success:\n    - ‸', ['exit', 'log', 'metric']],
  ['steps:\n- agent: build\n  success:\n    ‸', ['exit', 'log', 'metric']],
  ['steps:\n- agent: build\n  success:\n  - metric:\n      name: x\n      ‸', ['regex', 'unit']],
  ['steps:\n- agent: build\n  success:\n  - log: x\n    ‸', []],
  // Broken elsewhere, it still helps here.
  ['name: a: b\nsteps:\n\t- agent: build\n- agent: ‸\n', ['build', 'kubernetes-job']],
  ['name: "never closed\nsteps:\n- agent: ‸\n', []],
  // Free text and remarks are the person's own.
  ['steps:\n- agent: build\n  context:\n    details: |\n      Build ‸\n', []],
  ['steps:\n- agent: build\n  context:\n    application: ‸\n', []],
  ['goal: some words\n  and ‸ more\nsteps:\n- agent: build\n', []],
  ['# a ‸\nsteps:\n- agent: build\n', []],
  ['steps:\n- agent: build ‸\n', []],
  ['steps:\n-‸\n', []],
  ['steps:\n- agent: build\n ‸\n', []],
];

for (const [marked, labels] of PLACES) {
  test(`offered at ${JSON.stringify(marked)}`, () => assert.deepEqual(offered(marked).labels, labels));
}

/** A text, what is taken, and the text after it; $0 and ${…} are places to fill in. */
const TAKEN: readonly [text: string, take: string, after: string][] = [
  ['steps:\n  - agent: build\n    co‸\n', 'context', 'steps:\n  - agent: build\n    context:\n      $0\n'],
  ['steps:\n  - agent: build\n    co‸: {}\n', 'context', 'steps:\n  - agent: build\n    context: {}\n'],
  ['steps:\n- agent: build\n  ‸', 'review', 'steps:\n- agent: build\n  review: $'.concat('{1|auto,ask|}')],
  [
    'steps:\n- agent: build\n  context: {application: a, ‸}',
    'push',
    'steps:\n- agent: build\n  context: {application: a, push: $'.concat('{1|true,false|}}'),
  ],
  ['steps:\n  - agent: bu‸ild\n', 'kubernetes-job', 'steps:\n  - agent: kubernetes-job\n'],
  ['steps:\n  - ‸', 'agent: build', 'steps:\n  - agent: build\n    context:\n      application: $1'],
  [
    'steps:\n  - agent: build\n  ‸',
    'agent: kubernetes-job',
    'steps:\n  - agent: build\n  - agent: kubernetes-job',
  ],
  [
    'steps:\n  - agent: build\n  - ‸\n',
    'agent: build',
    'steps:\n  - agent: build\n  - agent: build\n    id: build-2\n    context:\n      application: $1\n',
  ],
  [
    'steps:\n  ‸\n# agent: build',
    'agent: kubernetes-job',
    'steps:\n  - agent: kubernetes-job\n    context:\n      container: $1\n# agent: build',
  ],
  [
    'steps:\n- agent: build\n  context:\n    max‸',
    'max_attempts',
    'steps:\n- agent: build\n  context:\n    max_attempts: $'.concat('{1:5}'),
  ],
  ['steps:\n- agent: build\n  ‸', 'success', 'steps:\n- agent: build\n  success:\n    - $0'],
  ['model: gemini/gem‸\nsteps: []', 'gemini/gemini-2.5-pro', 'model: gemini/gemini-2.5-pro\nsteps: []'],
];

for (const [marked, take, after] of TAKEN) {
  test(`${take} taken at ${JSON.stringify(marked)}`, () => assert.equal(offered(marked, take).text, after));
}
