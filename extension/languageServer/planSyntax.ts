import {
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

export type PlanPath = readonly (string | number)[];
export type PlanMap = YAMLMap<Node, Node | null>;
export type PlanPair = Pair<Node, Node | null>;

const DEEPEST = 20;
/** As much as a plan may hold; `loadPlan` refuses more. */
const MOST_CHARS = 1024 * 1024;

/** A scalar of a plan with what it stands in. */
export interface Place {
  /** Keys and list indices down to the mapping or list that holds the scalar. */
  readonly path: PlanPath;
  readonly role: 'key' | 'value' | 'item';
  readonly scalar: Scalar;
  /** What holds the scalar, and what holds that, innermost first. */
  readonly holders: readonly (PlanMap | YAMLSeq)[];
  /** The entry that the scalar is the key or the value of. */
  readonly pair?: PlanPair;
}

/** The top node of a text that may be unfinished or wrong: as much as can be understood of it. */
export function parseTolerant(text: string): Node | null {
  if (text.length > MOST_CHARS) return null;
  return parseDocument(text, { uniqueKeys: false, prettyErrors: false, schema: 'core', merge: false })
    .contents;
}

/** The scalar that stands at an offset. Aliases are not followed. */
export function placeAt(root: Node | null, offset: number): Place | undefined {
  const place = isCollection(root) ? search(root, offset, [], []) : undefined;
  // After `goal: a: b`, which is no YAML, all that follows is read as a part of the goal.
  const lost = place?.path.findIndex(isStepsKey) ?? 0;
  if (place === undefined || lost <= 0) return place;
  return { ...place, path: place.path.slice(lost), holders: place.holders.slice(0, -lost) };
}

function isStepsKey(part: unknown): boolean {
  return part === 'steps' || part === 'plan';
}

function search(
  node: Node,
  offset: number,
  path: PlanPath,
  holders: Place['holders'],
  pair?: PlanPair,
): Place | undefined {
  if (!holds(node, offset) || path.length > DEEPEST) return undefined;
  if (isMap(node)) {
    const map = node as PlanMap;
    const inside = [map, ...holders];
    for (const entry of map.items) {
      const key = keyOf(entry);
      if (isScalar(entry.key) && holds(entry.key, offset))
        return { path, role: 'key', scalar: entry.key, holders: inside, pair: entry };
      const found = entry.value && search(entry.value, offset, [...path, key ?? ''], inside, entry);
      if (found) return found;
    }
    return undefined;
  }
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      const found = search(item as Node, offset, [...path, index], [node, ...holders]);
      if (found) return found;
    }
    return undefined;
  }
  if (!isScalar(node)) return undefined;
  const own = path.slice(0, -1);
  return { path: own, role: pair ? 'value' : 'item', scalar: node, holders, ...(pair && { pair }) };
}

function holds(node: Node | null, offset: number): boolean {
  const range = node?.range;
  return range !== undefined && range !== null && range[0] <= offset && offset <= range[1];
}

export function keyOf(pair: PlanPair): string | undefined {
  return isScalar(pair.key) && typeof pair.key.value === 'string' ? pair.key.value : undefined;
}

export function pairOf(map: PlanMap, key: string): PlanPair | undefined {
  return map.items.find(pair => keyOf(pair) === key);
}

/** The text that a key has, when it has one. */
export function textOf(node: unknown, key: string): string | undefined {
  const value = isMap(node) ? pairOf(node as PlanMap, key)?.value : undefined;
  return isScalar(value) && typeof value.value === 'string' ? value.value : undefined;
}

export function isFlow(map: PlanMap): boolean {
  return map.flow === true;
}

/** The mapping of the step that a place is in, when it is in one. */
export function stepOf({ path, holders }: Pick<Place, 'path' | 'holders'>): PlanMap | undefined {
  const [list, index] = path;
  if (!isStepsKey(list) || typeof index !== 'number') return undefined;
  const step = holders.at(-3);
  return isMap(step) ? (step as PlanMap) : undefined;
}

/** The plan's list of steps, under either of its names. */
export function stepsOf(root: Node | null): YAMLSeq | undefined {
  if (!isMap(root)) return undefined;
  const { items } = root as PlanMap;
  const list = items.find(pair => isStepsKey(keyOf(pair)))?.value;
  if (isSeq(list)) return list;
  const lost = items.at(-1)?.value;
  return isMap(lost) ? stepsOf(lost) : undefined;
}

export function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** Where the last text of a node ends, without the blank lines and remarks after it. */
export function endOf(node: Node): number {
  if (isMap(node) && !node.flow) {
    const last = (node as PlanMap).items.at(-1);
    if (last) return pairEnd(last);
  }
  if (isSeq(node) && !node.flow) {
    const last = node.items.at(-1) as Node | undefined;
    if (last) return endOf(last);
  }
  return node.range?.[1] ?? 0;
}

export function pairEnd(pair: PlanPair): number {
  const value = pair.value;
  if (value && !(isScalar(value) && value.value === null)) return endOf(value);
  return Math.max(value?.range?.[0] ?? 0, endOf(pair.key));
}
