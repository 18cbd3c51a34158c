import type { AgentDeclaration } from '../../daemon/plan/input.ts';
import { isList, isMapping, type KeyWord, type SchemaNode, valuesOf } from './planVocabulary.ts';

/** A key's rules as Markdown: what it means, its type, bounds and default. */
export function describeKey({ name, schema, required, inherited }: KeyWord): string {
  const type = typeWords(schema);
  const head = [`**${name}**`, type, required ? 'required' : ''].filter(part => part !== '').join(' · ');
  const rules = [
    standardWords(schema),
    inherited ? 'Left out, it is what an earlier step made.' : '',
    schema.pattern === undefined ? '' : `Pattern: \`${schema.pattern}\``,
  ].filter(rule => rule !== '');
  return [head, schema.description ?? '', ...rules].filter(part => part !== '').join('\n\n');
}

/** What an agent does, and its inputs, as Markdown. */
export function describeAgent(agent: AgentDeclaration): string {
  const inputs = Object.entries(agent.inputs).map(([name, { doc, required, inherited }]) => {
    const note = required && !inherited ? ' *(required)*' : '';
    return `- \`${name}\`${note}: ${doc}`;
  });
  return [`**${agent.name}** · agent`, agent.description, 'Inputs, under `context`:', inputs.join('\n')].join(
    '\n\n',
  );
}

/** `text`, `one of auto, ask`, `whole number, at least 1`. */
export function typeWords(schema: SchemaNode): string {
  const words = valuesOf(schema);
  if (schema.type === 'boolean') return 'true or false';
  if (words.length > 0) {
    const shapes = schema.anyOf?.some(isMapping) === true ? ', or a mapping' : '';
    return `one of ${words.join(', ')}${shapes}`;
  }
  const bounds = boundWords(schema);
  if (schema.type === 'integer') return `whole number${bounds}`;
  if (schema.type === 'number') return `number${bounds}`;
  if (schema.anyOf?.some(isList)) return 'text with commas, or a list';
  if (isMapping(schema)) return 'mapping';
  return isList(schema) ? 'list' : 'text';
}

function boundWords({ minimum, exclusiveMinimum, maximum }: SchemaNode): string {
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `, at least ${minimum}`;
  return exclusiveMinimum === undefined ? '' : `, more than ${exclusiveMinimum}`;
}

function standardWords(schema: SchemaNode): string {
  return schema.default === undefined ? '' : `Default: \`${String(schema.default)}\``;
}
