import { writeFileSync } from 'node:fs';
import { AGENTS } from '../daemon/agents/registry.ts';
import { planSchema } from '../daemon/plan/planSchema.ts';

/** Writes plans/plan.schema.json anew after agents or plan keys changed. */
const file = new URL('../plans/plan.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(planSchema(AGENTS), null, 2)}\n`);
