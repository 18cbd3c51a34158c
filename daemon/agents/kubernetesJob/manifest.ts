import { type Document, isMap, isSeq, parseAllDocuments, type YAMLMap } from 'yaml';

/** The one container of a Job, as far as it is of the right types. */
export interface JobContainer {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
}

export interface JobManifest {
  readonly document: Document;
  readonly spec: YAMLMap;
  readonly pod: YAMLMap;
  readonly containerNode: YAMLMap;
  readonly container: JobContainer;
}

const MAX_BYTES = 256 * 1024;

/**
 * A manifest with exactly one batch/v1 Job of exactly one container, or why it is not, in words that the
 * model can act on. Kubernetes API reference, Job v1 batch.
 */
export function readManifest(text: string): JobManifest | { readonly problem: string } {
  if (text.length > MAX_BYTES) return { problem: `The manifest is over ${MAX_BYTES / 1024} KiB.` };
  const documents = parseAllDocuments(text).filter(document => document.contents !== null);
  const [document, ...more] = documents;
  if (document === undefined) return { problem: 'The manifest is empty.' };
  if (more.length > 0) return { problem: 'There is more than one YAML document: give one Job only.' };
  const error = document.errors[0];
  if (error !== undefined)
    return { problem: `The manifest is not valid YAML: ${error.message.slice(0, 400)}` };
  const root: unknown = document.contents;
  if (tooManyAliases(document)) return { problem: 'The manifest uses YAML aliases without end.' };
  if (!isMap(root))
    return { problem: 'The manifest is not a mapping of apiVersion, kind, metadata and spec.' };
  if (root.get('kind') !== 'Job' || root.get('apiVersion') !== 'batch/v1') {
    return {
      problem: `The manifest is ${String(root.get('apiVersion'))} ${String(root.get('kind'))}; it must be a batch/v1 Job.`,
    };
  }
  const spec = root.get('spec');
  const pod = isMap(spec) ? spec.getIn(['template', 'spec']) : undefined;
  const containers = isMap(pod) ? pod.get('containers') : undefined;
  if (!isMap(spec) || !isMap(pod) || !isSeq(containers)) {
    return { problem: 'spec.template.spec.containers is missing.' };
  }
  const [containerNode, ...sidecars] = containers.items;
  if (!isMap(containerNode)) return { problem: 'spec.template.spec.containers has no container.' };
  if (sidecars.length > 0) return { problem: 'The Job has more than one container; it must have one.' };
  const command = words(containerNode.get('command'));
  const args = words(containerNode.get('args'));
  if (command === 'invalid' || args === 'invalid') {
    return { problem: 'command and args of the container must be lists of strings.' };
  }
  const image = containerNode.get('image');
  return {
    document,
    spec,
    pod,
    containerNode,
    container: {
      ...(typeof image === 'string' && { image }),
      ...(command && { command }),
      ...(args && { args }),
    },
  };
}

function tooManyAliases(document: Document): boolean {
  try {
    document.toJS({ maxAliasCount: 100 });
    return false;
  } catch {
    return true;
  }
}

function words(node: unknown): readonly string[] | 'invalid' | undefined {
  if (node === undefined || node === null) return undefined;
  if (!isSeq(node)) return 'invalid';
  const values: unknown = node.toJSON();
  return Array.isArray(values) && values.every(value => typeof value === 'string') ? values : 'invalid';
}
