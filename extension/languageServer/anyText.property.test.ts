import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CodeActionParams, TextDocumentEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { analyze } from './analysis.ts';
import { codeActions } from './codeActions.ts';
import { completions } from './completion.ts';
import { hoverAt } from './hover.ts';
import { symbolsOf } from './symbols.ts';
import { testVocabulary } from './testVocabulary.ts';

const PLAN = `name: n
goal: {xyz: 1}
limits: {recoveries: 3}
steps:
- agent: build
  review: {minutes: 3}
  context: &c
    aplication: |
      lammps
    target: local
    push:
  success:
  - metric: {name: m, regex: 'a \\d+'}
- agent: biuld
  id: Two
  context: {<<: *c, no_pull: true, max_runtime: 0}
`;

const pieces = fc.constantFrom(
  ...['\t', '\r', '\n', '\r\n', '  ', '- ', ': ', '? ', '#', '&c ', '*c', '<<: ', '!!str ', '| ', '---\n'],
  ...['{', '}', '[', ']', ',', '"', "'", '\\', '\u0000', '\ufeff', '😀', 'agent: build\n', 'context:'],
);
const change = fc.record({ at: fc.nat(PLAN.length), take: fc.nat(12), put: pieces });

test('whatever is written, every answer is one, and its edits fit the text', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 6 }), fc.nat(PLAN.length), (changes, offset) => {
      let text = PLAN;
      for (const { at, take, put } of changes) text = text.slice(0, at) + put + text.slice(at + take);
      const document = TextDocument.create('file:///p.yaml', 'yaml', 1, text);
      const { problems, outline } = analyze(document, testVocabulary.words, true);
      if (outline) symbolsOf(document, outline);
      hoverAt(text, offset, testVocabulary);
      for (const { textEdit } of completions(document, offset, testVocabulary))
        if (textEdit && 'range' in textEdit) TextDocument.applyEdits(document, [textEdit]);
      const range = { start: document.positionAt(0), end: document.positionAt(text.length) };
      const params = { range, context: { diagnostics: [] } } as unknown as CodeActionParams;
      for (const { edit } of codeActions(document, params, problems, testVocabulary)) {
        const [made] = edit?.documentChanges ?? [];
        assert.ok(TextDocumentEdit.is(made));
        // Edits that overlap are refused here, as by an editor.
        TextDocument.applyEdits(document, made.edits as never);
      }
    }),
    { numRuns: 400 },
  );
});
