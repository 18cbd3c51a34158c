import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { loadPlan } from '../../daemon/plan/loadPlan.ts';
import { analyze, rangeOf } from './analysis.ts';
import { parseTolerant } from './planSyntax.ts';
import { quickFixes } from './quickFixes.ts';
import { testVocabulary } from './testVocabulary.ts';

/** The text after each fix of a text's first problem with this code, by the fix's title. */
function fixed(code: string, text: string): Map<string, string> {
  const document = TextDocument.create('file:///p.yaml', 'yaml', 1, text);
  const problem = analyze(document, testVocabulary.words, true).problems.find(found => found.code === code);
  assert.ok(problem, code);
  const range = rangeOf(problem);
  const span = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  const broken = { text, root: parseTolerant(text), name: 'my plan', vocabulary: testVocabulary };
  return new Map(
    quickFixes(problem, span, broken).map(({ title, edits }) => {
      const inLsp = edits.map(({ start, end, text: newText }) => ({
        range: { start: document.positionAt(start), end: document.positionAt(end) },
        newText,
      }));
      return [title, TextDocument.applyEdits(document, inLsp)];
    }),
  );
}

const GOOD = '- agent: build\n  context: {application: a}\n';
const plan = (steps: string) => `name: n\nsteps:\n${steps}`;
const input = (line: string) => plan(`- agent: build\n  context:\n    application: a\n${line}`);

/** A text with one problem, the title of a fix, and the text after it. */
const CASES: readonly [code: string, text: string, title: string, after: string][] = [
  ['unknown-agent', plan('- agent: biuld\n  context: {application: a}\n'), 'Change to build', plan(GOOD)],
  ['unknown-agent', plan('- agent: xyz\n  context: {application: a}\n'), 'Change to build', plan(GOOD)],
  [
    'duplicate-id',
    plan(`${GOOD}${GOOD}`),
    'Add id: build-2 to the step',
    plan(`${GOOD}${GOOD.replace('build\n', 'build\n  id: build-2\n')}`),
  ],
  ['missing-key', `steps:\n${GOOD}`, 'Add name: my plan', `name: my plan\nsteps:\n${GOOD}`],
  [
    'missing-key',
    `# c\n\nsteps:\r\n${GOOD}`,
    'Add name: my plan',
    `# c\n\nname: my plan\r\nsteps:\r\n${GOOD}`,
  ],
  [
    'missing-key',
    plan('- context: {application: a}\n'),
    'Add agent: build',
    plan('- agent: build\n  context: {application: a}\n'),
  ],
  [
    'missing-key',
    plan('- {context: {application: a}}\n'),
    'Add agent: build',
    plan('- {agent: build, context: {application: a}}\n'),
  ],
  ['missing-key', plan('- agent:\n  context: {application: a}\n'), 'Add agent: build', plan(GOOD)],
  [
    'missing-key',
    plan(`${GOOD}  review: {minutes: 3}\n`),
    'Add mode: ask',
    plan(`${GOOD}  review: {mode: ask, minutes: 3}\n`),
  ],
  [
    'missing-key',
    plan(`${GOOD}  success:\n  - metric:\n      name: x\n`),
    'Add regex: "([0-9.]+)"',
    plan(`${GOOD}  success:\n  - metric:\n      regex: "([0-9.]+)"\n      name: x\n`),
  ],
  [
    'missing-input',
    plan('- agent: build\n  context: {aplication: a}\n'),
    'Change to application',
    plan(GOOD),
  ],
  [
    'missing-input',
    plan('- agent: build\n'),
    'Add application',
    plan('- agent: build\n  context:\n    application: <application>\n'),
  ],
  [
    'missing-input',
    plan('- {agent: build}\n'),
    'Add application',
    plan('- {agent: build, context: {application: <application>}}\n'),
  ],
  [
    'missing-input',
    plan('- agent: build\n  context:\n'),
    'Add application',
    plan('- agent: build\n  context:\n    application: <application>\n'),
  ],
  [
    'missing-input',
    plan('- agent: build\n  context:\n    push: true\n'),
    'Add application',
    plan('- agent: build\n  context:\n    application: <application>\n    push: true\n'),
  ],
  [
    'missing-input',
    plan('- agent: build\n  context: {}\n'),
    'Add application',
    plan('- agent: build\n  context: {application: <application>}\n'),
  ],
  [
    'missing-input',
    plan('- agent: build\n  context:\n    application:\n'),
    'Add application',
    plan('- agent: build\n  context:\n    application: <application>\n'),
  ],
  [
    'missing-input',
    plan('- agent: build # c\n  context:\n    application: ~ # d\n'),
    'Add application',
    plan('- agent: build # c\n  context:\n    application: <application> # d\n'),
  ],
  [
    'unknown-key',
    input('    xyz: |\n      a\n      b\n    push: true\n'),
    'Remove xyz',
    input('    push: true\n'),
  ],
  ['unknown-key', `xyz:\n  a: [b, c]\n# c\n${plan(GOOD)}`, 'Remove xyz', `# c\n${plan(GOOD)}`],
  ['unknown-key', plan('- agent: build\n  context: {xyz: 1, application: a}\n'), 'Remove xyz', plan(GOOD)],
  ['unknown-key', plan('- agent: build\n  context: {application: a, xyz: 1}\n'), 'Remove xyz', plan(GOOD)],
  [
    'unknown-key',
    plan('- xyz: 1 # c\n  agent: build\n  context: {application: a}\n'),
    'Remove xyz',
    plan(GOOD),
  ],
  [
    'unknown-key',
    plan(`${GOOD}  max_attempts: 3\n`),
    'Move max_attempts to context',
    plan('- agent: build\n  context: {max_attempts: 3, application: a}\n'),
  ],
  [
    'unknown-key',
    plan('- agent: build\n  application: a\n'),
    'Move application to context',
    plan('- agent: build\n  context:\n    application: a\n'),
  ],
  [
    'misplaced-key',
    input('    target: local # here\n'),
    'Move target to the step',
    plan('- agent: build\n  target: local\n  context:\n    application: a\n'),
  ],
  ['unused-input', input('    no_pull: true\n    push: true\n'), 'Remove no_pull', input('    push: true\n')],
  ['duplicate-key', `name: n\n${plan(GOOD)}`, 'Remove name', `name: n\nsteps:\n${GOOD}`],
  ['no-value', input('    push:\n'), 'Remove push', input('')],
  ['no-effect', `limits: {recoveries: 3}\n${plan(GOOD)}`, 'Remove recoveries', `limits: {}\n${plan(GOOD)}`],
  ['unknown-value', plan(`${GOOD}  review: never\n`), 'Change to ask', plan(`${GOOD}  review: ask\n`)],
  ['unknown-target', plan(`${GOOD}  target: moon\n`), 'Change to kata', plan(`${GOOD}  target: kata\n`)],
  [
    'no-group',
    plan(`${GOOD}  success:\n  - metric: {name: x, regex: 'In 3 took \\d+\\.\\d+ s'}\n`),
    'Put parentheses around the number',
    plan(`${GOOD}  success:\n  - metric: {name: x, regex: 'In 3 took (\\d+\\.\\d+) s'}\n`),
  ],
  [
    'yaml-syntax',
    `goal: speed: as "fast" as it goes\n${plan(GOOD)}`,
    'Put the value in quotes',
    `goal: "speed: as \\"fast\\" as it goes"\n${plan(GOOD)}`,
  ],
  ['yaml-syntax', `goal: @speed\n${plan(GOOD)}`, 'Put the value in quotes', `goal: "@speed"\n${plan(GOOD)}`],
];

for (const [code, text, title, after] of CASES) {
  test(`${title}, for ${code} in ${JSON.stringify(text)}`, () => {
    const results = fixed(code, text);
    assert.equal(results.get(title), after, [...results.keys()].join('; '));
    const world = { agents: testVocabulary.words.agents, targets: testVocabulary.words.targets };
    assert.deepEqual(loadPlan(after, world).problems, []);
  });
}

test('an entry that comes from a merge is left alone', () => {
  const text = plan(
    `- agent: build\n  description: &d x\n  context:\n    application: a\n    <<: {xyz: 1}\n`,
  );
  assert.deepEqual([...fixed('unknown-key', text).keys()], []);
});
