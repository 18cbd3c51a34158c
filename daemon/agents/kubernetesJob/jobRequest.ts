import type { JobRequest } from '../../platforms/platform.ts';
import type { AgentStep } from '../agent.ts';
import { executionName } from '../executionName.ts';
import { flag, integer, text } from '../sharedInputs.ts';
import { readManifest } from './manifest.ts';
import { cpuQuantity, memoryQuantity } from './quantity.ts';

const DEFAULT_SECONDS = 900;
/** Resource class "medium" of the design, bounded by the target. */
const DEFAULT_CPUS = 2;
const DEFAULT_MEMORY = 2 * 1024 ** 3;

/**
 * What a Docker engine is asked to do for a Job: its one container with command, arguments, environment,
 * working directory, resources and deadline. A field that this cannot honour is refused by its path; one that
 * means nothing for a single container that runs once (labels, ports, ttlSecondsAfterFinished) is let through.
 */
export function jobRequest(manifest: string, step: AgentStep): JobRequest | { readonly refused: string } {
  const read = readManifest(manifest);
  if ('problem' in read) return { refused: read.problem };
  const job: unknown = read.document.toJS();
  const unsupported = unsupportedPaths(job, JOB, '');
  if (unsupported.length > 0) {
    return {
      refused: `The target cannot honour ${unsupported.slice(0, 8).join(', ')}. Leave ${unsupported.length === 1 ? 'it' : 'them'} out.`,
    };
  }
  const container = read.containerNode.toJS(read.document) as ContainerFields;
  const cpu = container.resources?.limits?.cpu ?? container.resources?.requests?.cpu;
  const memory = container.resources?.limits?.memory ?? container.resources?.requests?.memory;
  const cpus = cpu === undefined ? Math.min(DEFAULT_CPUS, step.target.cpus) : cpuQuantity(cpu);
  const memoryBytes =
    memory === undefined ? Math.min(DEFAULT_MEMORY, step.target.memoryBytes) : memoryQuantity(memory);
  if (cpus === undefined || cpus <= 0 || cpus > step.target.cpus) {
    return { refused: `resources cpu ${cpu} cannot be had: the target has ${step.target.cpus} CPUs.` };
  }
  if (memoryBytes === undefined || memoryBytes < 6 * 1024 ** 2 || memoryBytes > step.target.memoryBytes) {
    return {
      refused: `resources memory ${memory} cannot be had: the target has ${mebibytes(step.target.memoryBytes)}.`,
    };
  }
  const env = container.env ?? [];
  const name = env.find(entry => typeof entry.name !== 'string' || !/^[^=\0]+$/u.test(entry.name));
  if (name !== undefined) return { refused: 'Every entry of env needs a name.' };
  const variables = env.map(entry => ({ name: String(entry.name), value: String(entry.value ?? '') }));
  const expand = (word: string) => expandVariables(word, variables);
  const seconds = Math.min(
    positive(read.spec.get('activeDeadlineSeconds')) ?? Number.POSITIVE_INFINITY,
    positive(read.pod.get('activeDeadlineSeconds')) ?? Number.POSITIVE_INFINITY,
    integer(step.values, 'max_runtime') ?? DEFAULT_SECONDS,
  );
  const { runAsUser, runAsGroup } = { ...podSecurity(job), ...container.securityContext };
  return {
    owner: step.owner,
    name: executionName(step.owner),
    image: text(step.values, 'image_id') ?? text(step.values, 'container') ?? '',
    ...(read.container.command && { command: read.container.command.map(expand) }),
    ...(read.container.args && { args: read.container.args.map(expand) }),
    env: variables,
    ...(typeof container.workingDir === 'string' && { workingDir: container.workingDir }),
    ...(typeof runAsUser === 'number' && {
      user: typeof runAsGroup === 'number' ? `${runAsUser}:${runAsGroup}` : String(runAsUser),
    }),
    cpus,
    memoryBytes,
    limitMs: seconds * 1000,
    pull: flag(step.values, 'no_pull') || text(step.values, 'image_id') !== undefined ? 'never' : 'missing',
  };
}

/**
 * `$(NAME)` becomes the value of a variable of the container, `$$(NAME)` stays as `$(NAME)`, and a name that is no
 * variable is left alone: Kubernetes API reference, Container v1 core, `args`.
 */
function expandVariables(word: string, variables: readonly { name: string; value: string }[]): string {
  return word.replace(/\$(\$)?\(([^()\s]+)\)/gu, (found, escaped: string | undefined, name: string) => {
    if (escaped !== undefined) return found.slice(1);
    return variables.findLast(variable => variable.name === name)?.value ?? found;
  });
}

interface ContainerFields {
  readonly env?: readonly { readonly name?: unknown; readonly value?: unknown }[];
  readonly workingDir?: unknown;
  readonly resources?: {
    readonly limits?: { readonly cpu?: unknown; readonly memory?: unknown };
    readonly requests?: { readonly cpu?: unknown; readonly memory?: unknown };
  };
  readonly securityContext?: { readonly runAsUser?: unknown; readonly runAsGroup?: unknown };
}

/** A field's honoured shape: anything (`any`), only these values, a mapping of known fields, or a list of such. */
type Shape =
  | 'any'
  | 'text'
  | readonly unknown[]
  | { readonly [field: string]: Shape }
  | { readonly '[]': Shape };

const QUANTITIES: Shape = { cpu: 'any', memory: 'any' };
const SECURITY: Shape = {
  runAsUser: 'any',
  runAsGroup: 'any',
  allowPrivilegeEscalation: [false],
  privileged: [false],
  capabilities: { drop: 'any' },
  seccompProfile: { type: ['RuntimeDefault'] },
};
const CONTAINER: Shape = {
  name: 'text',
  image: 'text',
  imagePullPolicy: 'text',
  command: 'any',
  args: 'any',
  env: { '[]': { name: 'text', value: 'any' } },
  workingDir: 'text',
  resources: { limits: QUANTITIES, requests: QUANTITIES },
  securityContext: SECURITY,
  ports: 'any',
  terminationMessagePolicy: 'any',
  tty: [false],
  stdin: [false],
};
const POD: Shape = {
  containers: { '[]': CONTAINER },
  restartPolicy: 'text',
  activeDeadlineSeconds: 'any',
  terminationGracePeriodSeconds: 'any',
  automountServiceAccountToken: [false],
  enableServiceLinks: 'any',
  dnsPolicy: 'any',
  hostNetwork: [false],
  hostPID: [false],
  hostIPC: [false],
  volumes: [[]],
  securityContext: { runAsUser: 'any', runAsGroup: 'any', seccompProfile: { type: ['RuntimeDefault'] } },
};
const METADATA: Shape = { name: 'text', namespace: 'text', labels: 'any', annotations: 'any' };
const JOB: Shape = {
  apiVersion: 'text',
  kind: 'text',
  metadata: METADATA,
  spec: {
    completions: [1],
    parallelism: [1],
    completionMode: ['NonIndexed'],
    suspend: [false],
    backoffLimit: 'any',
    activeDeadlineSeconds: 'any',
    ttlSecondsAfterFinished: 'any',
    podReplacementPolicy: 'any',
    template: { metadata: METADATA, spec: POD },
  },
};

function unsupportedPaths(value: unknown, shape: Shape, path: string): string[] {
  if (value === undefined || value === null || shape === 'any') return [];
  if (shape === 'text') return typeof value === 'object' ? [path] : [];
  if (Array.isArray(shape)) {
    return shape.some(allowed => JSON.stringify(allowed) === JSON.stringify(value))
      ? []
      : [`${path}: ${JSON.stringify(value).slice(0, 60)}`];
  }
  if ('[]' in shape) {
    const item = shape['[]'];
    if (!Array.isArray(value)) return [path];
    return value.flatMap((entry, index) => unsupportedPaths(entry, item as Shape, `${path}[${index}]`));
  }
  if (typeof value !== 'object' || Array.isArray(value)) return [path];
  const fields = shape as { readonly [field: string]: Shape };
  return Object.entries(value).flatMap(([field, inner]) => {
    const below = path === '' ? field : `${path}.${field}`;
    const known = Object.hasOwn(fields, field) ? fields[field] : undefined;
    return known === undefined ? [below] : unsupportedPaths(inner, known, below);
  });
}

function podSecurity(job: unknown): { runAsUser?: unknown; runAsGroup?: unknown } {
  const pod = (job as { spec?: { template?: { spec?: { securityContext?: object } } } }).spec?.template?.spec;
  return pod?.securityContext ?? {};
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}

function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / 1024 ** 2)} MiB`;
}
