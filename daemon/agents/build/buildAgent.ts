import type { BuildRequest } from '../../platforms/platform.ts';
import type { Agent, AgentStep } from '../agent.ts';
import { executionName } from '../executionName.ts';
import { flag, integer, list, SHARED_INPUTS, text } from '../sharedInputs.ts';
import { imageName } from './imageName.ts';
import { preflightDockerfile } from './preflight.ts';

const DEFAULT_MINUTES = 60;

/** Writes a Dockerfile and builds it. */
export const buildAgent: Agent = {
  name: 'build',
  description: 'Writes a Dockerfile for an application and builds it until it succeeds.',
  kind: 'build',
  artifact: { name: 'Dockerfile', language: 'dockerfile' },
  inputs: {
    application: {
      type: 'string',
      required: true,
      positional: true,
      doc: 'The application to containerise, such as lammps.',
    },
    container: {
      type: 'string',
      flag: 'container',
      doc: 'Name of the image to build. Default: made from the application.',
    },
    ...SHARED_INPUTS,
    platforms: {
      type: 'strings',
      flag: 'platforms',
      doc: 'Platforms to build for, such as linux/amd64,linux/arm64. More than one needs push.',
    },
    push: { type: 'boolean', flag: 'push', default: false, doc: 'Push the image to its registry.' },
    load: {
      type: 'boolean',
      flag: 'load',
      default: false,
      doc: 'Load the image into the nodes of the current kind cluster.',
    },
    max_runtime: {
      type: 'integer',
      minimum: 1,
      doc: `Seconds that one build may take. Default: ${DEFAULT_MINUTES * 60}.`,
    },
  },

  prompt(step) {
    return {
      persona: 'You are a Dockerfile expert: you containerise scientific and cloud software.',
      context: [
        `Application: ${text(step.values, 'application')}`,
        `Environment: ${text(step.values, 'environment')}`,
        `Image name: ${containerOf(step)}`,
        `The image is built for ${platformsOf(step)}.`,
      ],
      task: `Write a Dockerfile that installs ${text(step.values, 'application')} for this environment.`,
      rules: RULES,
    };
  },

  repairTask(step) {
    return (
      `Correct the Dockerfile for ${text(step.values, 'application')} below, so that it builds. ` +
      'Change what caused the failure, and keep what works.'
    );
  },

  preflight: (dockerfile, _step) => preflightDockerfile(dockerfile),

  executionName: step => executionName(step.owner),

  execute: (dockerfile, step, platform, io) => platform.build(requestOf(dockerfile, step), io),

  adopt: (dockerfile, step, platform) => platform.adoptBuild(requestOf(dockerfile, step)),

  outputs(dockerfile, step, result) {
    return {
      container: containerOf(step),
      dockerfile,
      ...(result.facts.imageId !== undefined && { image_id: result.facts.imageId }),
    };
  },
};

/** The original's guard rails, each of them there because its lack was seen to fail. */
const RULES: readonly string[] = [
  'Respond with ONLY the complete Dockerfile, in one code block. AVOID narration; put remarks in succinct # comments.',
  'You MUST NOT change the name of the image.',
  'You MUST be the root user, and MUST NOT switch to another one.',
  'You MUST assume CPU unless the environment says GPU.',
  'You MUST configure MPI for use in containers if the application uses MPI.',
  'You MUST install ca-certificates before you fetch anything over https, and MUST NOT apt-get purge.',
  'You MUST NOT do a multi-stage build.',
  'You MUST NOT use COPY or ADD of local files: the build context holds the Dockerfile and nothing else.',
  'You MUST NOT use here-documents (<<EOF); use printf or echo.',
  'You MUST COPY executables to a system location on the PATH with RUN cp, and MUST NOT symlink them.',
  'Your scope is the Dockerfile. You MUST NOT suggest changes to anything else.',
];

function containerOf(step: AgentStep): string {
  return text(step.values, 'container') ?? imageName(text(step.values, 'application') ?? '');
}

function platformsOf(step: AgentStep): string {
  const platforms = list(step.values, 'platforms');
  return platforms.length > 0 ? platforms.join(', ') : step.target.platform;
}

function requestOf(dockerfile: string, step: AgentStep): BuildRequest {
  return {
    owner: step.owner,
    image: containerOf(step),
    dockerfile,
    platforms: list(step.values, 'platforms'),
    push: flag(step.values, 'push'),
    load: flag(step.values, 'load'),
    limitMs: (integer(step.values, 'max_runtime') ?? DEFAULT_MINUTES * 60) * 1000,
  };
}
