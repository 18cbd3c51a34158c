import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AGENTS } from '../../daemon/agents/registry.ts';
import { reviewContribution } from './reviewContribution.ts';

test('a diff of what any agent makes shows lenses, and changes of white space', () => {
  const defaults: Readonly<Record<string, object>> = reviewContribution.configurationDefaults;
  for (const { artifact } of AGENTS) {
    assert.deepEqual(
      defaults[`[${artifact.language}]`],
      { 'diffEditor.codeLens': true, 'diffEditor.ignoreTrimWhitespace': false },
      artifact.language,
    );
  }
});
