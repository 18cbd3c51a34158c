import { describeAgent, describeKey } from './describe.ts';
import { keyOf, parseTolerant, placeAt, startOf, stepOf, textOf } from './planSyntax.ts';
import type { PlanVocabulary } from './planVocabulary.ts';

export interface HoverText {
  readonly markdown: string;
  /** Offsets of the word that it is about. */
  readonly start: number;
  readonly end: number;
}

/** What there is to say about the word at an offset: an agent, or a key with its rules. */
export function hoverAt(text: string, offset: number, vocabulary: PlanVocabulary): HoverText | undefined {
  const place = placeAt(parseTolerant(text), offset);
  const name = place?.pair && keyOf(place.pair);
  if (place === undefined || name === undefined) return undefined;
  const agentName = textOf(stepOf(place), 'agent');
  const path = [...place.path, name];
  const span = { start: startOf(place.scalar), end: place.scalar.range?.[1] ?? offset };
  if (place.role === 'value' && vocabulary.values(path, agentName).length === 0) return undefined;
  const agent =
    place.role === 'value' && path.length === 3 && name === 'agent' && vocabulary.agent(agentName);
  if (agent) return { markdown: describeAgent(agent), ...span };
  const key = vocabulary.key(path, agentName);
  return key && { markdown: describeKey(key), ...span };
}
