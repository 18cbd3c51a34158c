import { isMap } from 'yaml';
import type { AgentStep, Edit, Preflight } from '../agent.ts';
import { executionName } from '../executionName.ts';
import { flag, text } from '../sharedInputs.ts';
import { jobRequest } from './jobRequest.ts';
import { readManifest } from './manifest.ts';

/**
 * Sets what the step decides and not the model (image, name, namespace, pull policy, restart policy,
 * backoff), each as an edit of its own that keeps the manifest's comments, and refuses what the target
 * cannot honour, by name. Run on its own result it changes nothing.
 */
export function preflightManifest(manifest: string, step: AgentStep): Preflight {
  const read = readManifest(manifest);
  if ('problem' in read) return { edits: [], refused: { category: 'artifact.invalid', cause: read.problem } };
  const edits: Edit[] = [];
  const { document } = read;
  for (const { rule, path, value, reason } of decided(step)) {
    const found = document.getIn(path);
    if (found === value) continue;
    if (found === undefined && rule === 'pull-policy' && value === 'IfNotPresent') continue;
    ensureMaps(document, path.slice(0, -1));
    document.setIn(path, value);
    edits.push({ rule, reason: reason(found), text: document.toString() });
  }
  const request = jobRequest(edits.at(-1)?.text ?? manifest, step);
  return 'refused' in request
    ? { edits, refused: { category: 'artifact.refused', cause: request.refused } }
    : { edits };
}

interface Decided {
  readonly rule: string;
  readonly path: readonly (string | number)[];
  readonly value: string | number;
  readonly reason: (found: unknown) => string;
}

const POD = ['spec', 'template', 'spec'] as const;

function decided(step: AgentStep): Decided[] {
  const container = text(step.values, 'container') ?? '';
  return [
    {
      rule: 'image',
      path: [...POD, 'containers', 0, 'image'],
      value: container,
      reason: found => `The image is ${container}; it was ${shown(found)}.`,
    },
    {
      rule: 'name',
      path: ['metadata', 'name'],
      value: executionName(step.owner),
      reason: () => 'Each attempt gets a name of its own.',
    },
    {
      rule: 'namespace',
      path: ['metadata', 'namespace'],
      value: 'default',
      reason: found => `The target’s namespace is default; it was ${shown(found)}.`,
    },
    {
      rule: 'pull-policy',
      path: [...POD, 'containers', 0, 'imagePullPolicy'],
      value: flag(step.values, 'no_pull') ? 'Never' : 'IfNotPresent',
      reason: found => `The plan decides the imagePullPolicy; it was ${shown(found)}.`,
    },
    {
      rule: 'restart-policy',
      path: [...POD, 'restartPolicy'],
      value: 'Never',
      reason: found =>
        `A failed container stays as evidence: restartPolicy is Never; it was ${shown(found)}.`,
    },
    {
      rule: 'backoff',
      path: ['spec', 'backoffLimit'],
      value: 0,
      reason: found => `Retries are attempts of their own: backoffLimit is 0; it was ${shown(found)}.`,
    },
  ];
}

function ensureMaps(
  document: { getIn(path: unknown[]): unknown; setIn(path: unknown[], value: unknown): void },
  path: readonly (string | number)[],
): void {
  for (let length = 1; length <= path.length; length += 1) {
    const head = path.slice(0, length);
    if (typeof head.at(-1) === 'string' && !isMap(document.getIn(head)) && document.getIn(head) == null) {
      document.setIn(head, {});
    }
  }
}

function shown(found: unknown): string {
  return found === undefined || found === null ? 'left out' : String(found).slice(0, 120);
}
