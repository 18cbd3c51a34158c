import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadPlan } from './loadPlan.ts';

const world = {
  agents: [
    {
      name: 'build',
      description: '',
      inputs: {
        application: { type: 'string', required: true, doc: '' },
        platforms: { type: 'strings', doc: '' },
        push: { type: 'boolean', doc: '' },
        max_runtime: { type: 'integer', minimum: 1, doc: '' },
      },
    },
  ],
  targets: ['local'],
} as const;

const VALID = `# a plan
name: "n"
model: gemini/x
limits: {minutes: 5, tokens: 10}
on_interrupt: stop
steps:
- agent: build
  id: one
  review: {mode: ask, minutes: 3}
  context: &c
    application: |
      lammps
    platforms: [a, 'b']
    push: true
    max_attempts: 3
  success:
  - log: "a+"
  - metric: {name: m, regex: '(\\d)', unit: s}
- agent: build
  id: two
  context: {<<: *c, max_runtime: 60}
`;

/** Pieces that mean something to YAML or to a plan, so that mutations reach deep. */
const pieces = fc.constantFrom(
  ...[
    '\t',
    '\r',
    '\n',
    '\r\n',
    '  ',
    '- ',
    ': ',
    '? ',
    '#',
    '&c ',
    '*c',
    '*x',
    '<<: ',
    '!!str ',
    '!x ',
    '| ',
    '>-\n',
  ],
  ...[
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    "'",
    '\\',
    '\u0000',
    '\u0085',
    '\ufeff',
    '\ud800',
  ],
  ...[
    'null',
    'true',
    'yes',
    '5',
    '-1',
    '1e999',
    '.nan',
    '0x10',
    '__proto__',
    'constructor',
    '(',
    ')+',
    '😀',
    '\u2028',
  ],
);
const mutated = fc
  .array(
    fc.tuple(fc.nat(VALID.length), fc.nat(12), fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 8 }))),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map(edits =>
    edits.reduce((text, [at, cut, piece]) => text.slice(0, at) + piece + text.slice(at + cut), VALID),
  );

test('any text loads, or has problems that stand inside it', () => {
  assert.deepEqual(loadPlan(VALID, world).problems, []);
  const texts = fc.oneof(
    mutated,
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map(all => all.join('')),
  );
  fc.assert(
    fc.property(texts, text => {
      const { plan, problems } = loadPlan(text, world);
      const lines = text.split(/\r\n?|\n/u);
      assert.equal(
        plan === undefined,
        problems.some(problem => problem.severity === 'error'),
      );
      for (const { line, column, endLine, endColumn, code, message } of problems) {
        assert.ok(code !== '' && message !== '');
        assert.ok(line >= 1 && column >= 1 && endLine <= lines.length);
        assert.ok(line < endLine || (line === endLine && column <= endColumn));
        assert.ok(
          column <= (lines[line - 1]?.length ?? -1) + 2 &&
            endColumn <= (lines[endLine - 1]?.length ?? -1) + 2,
        );
      }
    }),
    { numRuns: 2000 },
  );
});
