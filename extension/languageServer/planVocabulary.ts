import type { AgentDeclaration } from '../../daemon/plan/input.ts';
import { planSchema } from '../../daemon/plan/planSchema.ts';
import type { PlanPath } from './planSyntax.ts';

/** What plans are told of: the agents there are, the targets that steps can name, models worth offering. */
export interface PlanWords {
  readonly agents: readonly AgentDeclaration[];
  readonly targets: readonly string[];
  /** `provider/name`, or `provider/` where the name is the person's to give. */
  readonly models: readonly string[];
}

/** The part of JSON schema that `planSchema` uses. */
export interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly maxProperties?: number;
  readonly anyOf?: readonly SchemaNode[];
  readonly allOf?: readonly { readonly then: SchemaNode }[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly required?: readonly string[];
}

/** A key that can stand at some place of a plan. */
export interface KeyWord {
  readonly name: string;
  readonly schema: SchemaNode;
  readonly required: boolean;
  /** An earlier step gives the value where the plan does not. */
  readonly inherited: boolean;
}

/** Keys that are understood but not offered: the original's name for `steps`, and one without effect. */
const NOT_OFFERED: ReadonlySet<string> = new Set(['plan', 'recoveries']);

/** What can stand where in a plan: the plan's schema, asked by path. */
export class PlanVocabulary {
  readonly words: PlanWords;
  readonly #schema: SchemaNode;

  constructor(words: PlanWords) {
    this.words = words;
    this.#schema = planSchema(words.agents) as SchemaNode;
  }

  agent(name: string | undefined): AgentDeclaration | undefined {
    return this.words.agents.find(agent => agent.name === name);
  }

  /** What may stand at a path; `agent` is that of the step on the way, as far as it is known. */
  at(path: PlanPath, agent: string | undefined): SchemaNode | undefined {
    let node: SchemaNode | undefined = this.#schema;
    for (const [depth, part] of path.entries()) {
      if (node === undefined) return undefined;
      if (depth === 2 && part === 'context') node = contextOf(node, agent, this.words.agents);
      else if (typeof part === 'number') node = shape(node, 'items')?.items;
      else node = ownOf(shape(node, 'properties')?.properties, part);
    }
    return node;
  }

  /** The key at a path, which ends in it. */
  key(path: PlanPath, agent: string | undefined): KeyWord | undefined {
    const name = path.at(-1);
    const schema = this.at(path, agent);
    if (schema === undefined || typeof name !== 'string') return undefined;
    return this.#keyWord(name, schema, path.slice(0, -1), agent);
  }

  /** The keys that can be added to the mapping at a path; undefined when no mapping can stand there. */
  newKeys(path: PlanPath, agent: string | undefined, there: ReadonlySet<string>): KeyWord[] | undefined {
    const node = this.at(path, agent);
    const mapping = node && shape(node, 'properties');
    if (mapping?.properties === undefined) return undefined;
    if (mapping.maxProperties !== undefined && there.size >= mapping.maxProperties) return [];
    return Object.entries(mapping.properties)
      .filter(([name]) => !there.has(name) && !NOT_OFFERED.has(name))
      .filter(([name]) => path.length > 0 || name !== 'steps' || !there.has('plan'))
      .filter(([name]) => !isContext(path) || this.#isRead(name, agent))
      .map(([name, schema]) => this.#keyWord(name, schema, path, agent));
  }

  /** Values worth offering at a path, the usual one first. */
  values(path: PlanPath, agent: string | undefined): readonly string[] {
    const [list, , key] = path;
    if (path.length === 1 && list === 'model') return this.words.models;
    if (path.length === 3 && key === 'target') return this.words.targets;
    const node = this.at(path, agent);
    return node === undefined ? [] : valuesOf(node);
  }

  /** An agent's schema also has the words of the original that the agent does not read. */
  #isRead(input: string, agent: string | undefined): boolean {
    const inputs = this.agent(agent)?.inputs;
    return inputs === undefined || input === 'max_attempts' || Object.hasOwn(inputs, input);
  }

  #keyWord(name: string, schema: SchemaNode, parent: PlanPath, agent: string | undefined): KeyWord {
    const input = isContext(parent) ? ownOf(this.agent(agent)?.inputs, name) : undefined;
    const mapping = shape(this.at(parent, agent) ?? {}, 'properties');
    const required = mapping?.required?.includes(name) === true || (parent.length === 0 && name === 'steps');
    // A first step has nobody to hand it anything down.
    const inherited = input?.inherited === true && parent[1] !== 0;
    return { name, schema, required: (required || input?.required === true) && !inherited, inherited };
  }
}

export function isContext(path: PlanPath): boolean {
  return path.length === 3 && path[2] === 'context';
}

/** The words that a value can be, when it is one of a few. */
export function valuesOf(node: SchemaNode): readonly string[] {
  if (node.type === 'boolean') return node.default === false ? ['true', 'false'] : ['false', 'true'];
  const words = node.enum ?? node.anyOf?.find(one => one.enum)?.enum ?? [];
  return words.toSorted((a, b) => Number(b === node.default) - Number(a === node.default));
}

export function isMapping(node: SchemaNode): boolean {
  return node.properties !== undefined || isType(node, 'object');
}

export function isList(node: SchemaNode): boolean {
  return isType(node, 'array');
}

function isType(node: SchemaNode, type: string): boolean {
  return node.type === type || (Array.isArray(node.type) && node.type.includes(type));
}

/** What the agent reads from a step's context; what any agent reads while none is named. */
function contextOf(
  step: SchemaNode,
  agent: string | undefined,
  agents: readonly AgentDeclaration[],
): SchemaNode {
  const contexts = (step.allOf ?? []).map(one => one.then.properties?.context ?? {});
  const own = contexts[agents.findIndex(({ name }) => name === agent)];
  if (own !== undefined) return own;
  const properties: Record<string, SchemaNode> = {};
  for (const [index, context] of contexts.entries())
    for (const [name, schema] of Object.entries(context.properties ?? {}))
      if (name === 'max_attempts' || Object.hasOwn(agents[index]?.inputs ?? {}, name))
        properties[name] ??= schema;
  return { type: 'object', properties };
}

function shape(node: SchemaNode, wanted: 'properties' | 'items'): SchemaNode | undefined {
  return node[wanted] ? node : node.anyOf?.find(one => one[wanted]);
}

function ownOf<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
