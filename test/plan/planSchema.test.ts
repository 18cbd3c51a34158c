import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { AGENTS } from '../../daemon/agents/registry.ts';
import { planSchema } from '../../daemon/plan/planSchema.ts';

test('plans/plan.schema.json is what the loader’s tables and the agents say', () => {
  const file = new URL('../../plans/plan.schema.json', import.meta.url);
  assert.deepEqual(
    JSON.parse(readFileSync(file, 'utf8')),
    JSON.parse(JSON.stringify(planSchema(AGENTS))),
    'run: node scripts/planSchema.ts && npx biome format --write plans',
  );
});
