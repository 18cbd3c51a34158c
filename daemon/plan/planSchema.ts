import {
  DEFAULT_LIMITS,
  DEFAULT_MAX_ATTEMPTS,
  DEFAULT_TARGET,
  MOST_CHECKS,
  MOST_STEPS,
  STEP_ID,
} from './defaults.ts';
import type { AgentDeclaration, Input } from './input.ts';
import {
  CHECK_KEYS,
  LIMIT_KEYS,
  MAX_ATTEMPTS_DOC,
  METRIC_KEYS,
  PLAN_KEYS,
  REVIEW_KEYS,
  STEP_KEYS,
} from './keys.ts';
import { ORIGINAL_CONTEXT } from './originalWords.ts';
import { ISOLATIONS } from './plan.ts';

type Schema = Readonly<Record<string, unknown>>;

/**
 * JSON schema (draft 7, which YAML editors read) of a plan file. It helps to write one; `loadPlan` decides.
 */
export function planSchema(agents: readonly AgentDeclaration[]): Schema {
  const steps = { type: 'array', minItems: 1, maxItems: MOST_STEPS, items: stepSchema(agents) };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Fractale plan',
    ...closed(PLAN_KEYS, {
      name: TEXT,
      description: TEXT,
      goal: TEXT,
      model: { type: 'string', pattern: '^[a-z][a-z0-9-]*/\\S' },
      limits: limitsSchema(),
      on_interrupt: { enum: ['resume', 'stop'], default: 'resume' },
      steps,
      plan: steps,
    }),
    required: ['name'],
    oneOf: [{ required: ['steps'] }, { required: ['plan'] }],
  };
}

/** JSON schema's keyword; spelt out as a key it would look like a promise. */
const THEN = 'then';
const TEXT: Schema = { type: 'string', minLength: 1 };
const MODE: Schema = { enum: ['auto', 'ask'] };

function stepSchema(agents: readonly AgentDeclaration[]): Schema {
  return {
    ...closed(STEP_KEYS, {
      id: { type: 'string', pattern: STEP_ID.source },
      agent: { enum: agents.map(agent => agent.name) },
      description: TEXT,
      target: { type: 'string', default: DEFAULT_TARGET },
      review: {
        default: 'auto',
        anyOf: [
          MODE,
          {
            ...closed(REVIEW_KEYS, { mode: MODE, minutes: { type: 'number', exclusiveMinimum: 0 } }),
            required: ['mode'],
          },
        ],
      },
      isolation: { enum: ISOLATIONS, default: 'container' },
      context: { type: ['object', 'null'] },
      success: { type: 'array', maxItems: MOST_CHECKS, items: checkSchema() },
    }),
    required: ['agent'],
    allOf: agents.map(agent => ({
      if: { properties: { agent: { const: agent.name } } },
      [THEN]: { properties: { context: contextSchema(agent) } },
    })),
  };
}

function contextSchema(agent: AgentDeclaration): Schema {
  const own = Object.entries(agent.inputs).map(([key, input]) => [key, inputSchema(input)]);
  const unused = [...ORIGINAL_CONTEXT.keys()]
    .filter(key => !Object.hasOwn(agent.inputs, key) && key !== 'max_attempts')
    .map(key => [key, { description: `Not used by ${agent.name}.` }]);
  return {
    description: agent.description,
    properties: {
      ...Object.fromEntries(own),
      max_attempts: {
        type: 'integer',
        minimum: 1,
        default: DEFAULT_MAX_ATTEMPTS,
        description: MAX_ATTEMPTS_DOC,
      },
      ...Object.fromEntries(unused),
    },
    additionalProperties: false,
  };
}

function inputSchema(input: Input): Schema {
  const description = { description: input.doc };
  const standard = input.default === undefined ? {} : { default: input.default };
  switch (input.type) {
    case 'strings':
      return { ...description, anyOf: [TEXT, { type: 'array', items: TEXT }] };
    case 'integer':
      return {
        ...description,
        ...standard,
        type: 'integer',
        ...(input.minimum !== undefined && { minimum: input.minimum }),
      };
    default:
      return { ...description, ...standard, type: input.type };
  }
}

function limitsSchema(): Schema {
  return closed(LIMIT_KEYS, {
    minutes: { type: 'number', exclusiveMinimum: 0, default: DEFAULT_LIMITS.minutes },
    tokens: { type: 'integer', minimum: 1, default: DEFAULT_LIMITS.tokens },
    usd: { type: 'number', exclusiveMinimum: 0 },
    recoveries: { type: 'integer', minimum: 0 },
  });
}

function checkSchema(): Schema {
  const metric = closed(METRIC_KEYS, { name: TEXT, regex: TEXT, unit: TEXT });
  return {
    ...closed(CHECK_KEYS, {
      exit: { type: 'integer', minimum: 0, maximum: 255 },
      log: TEXT,
      metric: { ...metric, required: ['name', 'regex'] },
    }),
    minProperties: 1,
    maxProperties: 1,
  };
}

/** An object that has these keys, each with its doc, and no other. */
function closed<K extends string>(docs: Readonly<Record<K, string>>, schemas: Record<K, Schema>): Schema {
  const properties: Record<string, Schema> = {};
  for (const key of Object.keys(docs) as K[]) properties[key] = { description: docs[key], ...schemas[key] };
  return { type: 'object', properties, additionalProperties: false };
}
