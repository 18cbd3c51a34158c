import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textsOf } from '../../scripts/texts.mjs';

test('texts of a source are found in every spelling, and what cannot be translated is a problem', () => {
  const source = [
    "l10n.t('one');",
    "l10n.t(\n  'it\\'s {0}',\n  name,\n);",
    'l10n.t(`three`);',
    '// l10n.t(comment)',
    'l10n.t(name);',
    "l10n.t('a' + 'b');",
    "window.showErrorMessage('It broke');",
    "item.text = 'Fractale';",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it stands so in a source.
    'item.text = `$(check) ${words}`;',
    "const step = { label: 'Choose', id: 'fractale.run', path: 'plans/a.yaml' };",
    "window.showErrorMessage(l10n.t('translated'));",
  ].join('\n');
  const { texts, problems } = textsOf('a.ts', source);
  assert.deepEqual(texts, ['one', "it's {0}", 'three', 'translated']);
  assert.deepEqual(
    problems.map(problem => problem.split(':')[1]),
    ['8', '9', '10', '13'],
  );
});
