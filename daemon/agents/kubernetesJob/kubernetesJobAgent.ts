import type { ExecutionIo, ExecutionResult, JobRequest, Platform } from '../../platforms/platform.ts';
import type { Agent, AgentStep } from '../agent.ts';
import { executionName } from '../executionName.ts';
import { flag, SHARED_INPUTS, text } from '../sharedInputs.ts';
import { degenerateCommand } from './degenerateCommand.ts';
import { jobRequest } from './jobRequest.ts';
import { readManifest } from './manifest.ts';
import { preflightManifest } from './preflight.ts';

/** Writes a Kubernetes Job manifest and runs it. */
export const kubernetesJobAgent: Agent = {
  name: 'kubernetes-job',
  description:
    'Writes a Kubernetes Job that runs an application in a container, and runs it until it succeeds.',
  kind: 'job',
  artifact: { name: 'job.yaml', language: 'yaml' },
  inputs: {
    container: {
      type: 'string',
      required: true,
      positional: true,
      inherited: true,
      doc: 'The image to run. Default: what an earlier build step made.',
    },
    ...SHARED_INPUTS,
    no_pull: {
      type: 'boolean',
      flag: 'no-pull',
      default: false,
      doc: 'Never pull the image (imagePullPolicy: Never).',
    },
    context_file: {
      type: 'string',
      flag: 'context-file',
      reads: 'dockerfile',
      doc: 'The Dockerfile of the image, which the model is shown.',
    },
    dockerfile: {
      type: 'string',
      inherited: true,
      doc: 'The text of the image’s Dockerfile. Default: what an earlier build step made.',
    },
    image_id: {
      type: 'string',
      inherited: true,
      doc: 'Id of the image an earlier step built: that very image is run, whatever the name means by then.',
    },
    max_runtime: { type: 'integer', minimum: 1, doc: 'Seconds that the job may take. Default: 900.' },
  },

  prompt(step) {
    const dockerfile = text(step.values, 'dockerfile');
    return {
      persona: 'You are a Kubernetes job generator: you run scientific and cloud software as Jobs.',
      context: [
        `Container image: ${text(step.values, 'container')}`,
        `Environment: ${text(step.values, 'environment')}`,
        `The job runs on ${step.target.description}. It has no network.`,
        ...(dockerfile === undefined ? [] : ['The image was built from the Dockerfile below.']),
      ],
      attachments: dockerfile === undefined ? [] : [{ name: 'Dockerfile', text: dockerfile }],
      task: 'Write a Kubernetes Job manifest that runs the application in this container.',
      rules: [
        ...RULES,
        ...(flag(step.values, 'no_pull') ? ['You MUST set the container imagePullPolicy to Never.'] : []),
      ],
    };
  },

  repairTask: () =>
    'Correct the Job manifest below, so that the application runs. Change what caused the failure, and keep what works.',

  preflight: (manifest, step) => preflightManifest(manifest, step),

  executionName: step => executionName(step.owner),

  async execute(manifest, step, platform, io) {
    return await platform.runJob(requestOf(manifest, step), io);
  },

  async adopt(manifest, step, platform: Platform, io: ExecutionIo): Promise<ExecutionResult | undefined> {
    return await platform.adoptJob(requestOf(manifest, step), io);
  },

  degenerate(manifest, step) {
    const read = readManifest(manifest);
    const container = 'problem' in read ? undefined : read.container;
    return (
      container && degenerateCommand(container.command, container.args, text(step.values, 'details') ?? '')
    );
  },

  outputs: manifest => ({ result: manifest }),
};

/** The original's rules, without those that the preflight holds by itself. */
const RULES: readonly string[] = [
  'Respond with ONLY a YAML manifest of one Job, in one code block. AVOID narration; put remarks in succinct # comments.',
  'The manifest MUST be final: nobody customises it.',
  'You MUST use the image as it is named, in the default namespace.',
  'You MUST set command and args of the container: the application itself MUST run, not its help or its version.',
  'You MUST NOT create or require external data, ConfigMaps, Secrets or volumes.',
  'You MUST NOT add initContainers, sidecars, affinity, nodeSelector or tolerations.',
  'You MUST NOT add a securityContext or resource requests and limits unless told to.',
  'The software is on the PATH: AVOID full paths.',
  'One vCPU is one logical CPU.',
  'You MUST set restartPolicy to Never and backoffLimit to 0.',
  'Your scope is the Job manifest. You MUST NOT suggest changes to the Dockerfile or anything else.',
];

function requestOf(manifest: string, step: AgentStep): JobRequest {
  const request = jobRequest(manifest, step);
  if ('refused' in request)
    throw new Error(`a manifest was executed that preflight refuses: ${request.refused}`);
  return request;
}
