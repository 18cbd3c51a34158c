import type { FailureCategory } from './verdict.ts';

/** Each failure category in words, as the start of a sentence for people. */
export const CATEGORY_WORDS: Readonly<Record<FailureCategory, string>> = {
  'reply.blocked': 'the model’s reply was blocked',
  'reply.empty': 'the model’s reply was empty',
  'reply.cut': 'the model’s reply was cut off',
  'reply.format': 'the model’s reply had no usable artifact',
  'reply.unchanged': 'the model changed nothing',
  'artifact.invalid': 'the artifact is not valid',
  'artifact.refused': 'the artifact was refused before it ran',
  'build.syntax': 'the Dockerfile has a syntax error',
  'build.dependency': 'a dependency is missing or cannot be installed',
  'build.compile': 'the software does not compile',
  'build.command': 'a command of the build failed',
  'build.image': 'the image cannot be had',
  'run.command': 'the command was not found',
  'run.input': 'an input is missing or wrong',
  'run.mpi': 'MPI did not start',
  'run.crash': 'the application crashed',
  'run.memory': 'the job ran out of memory',
  'run.exit': 'the application failed',
  'check.exit': 'the exit status is not the expected one',
  'check.log': 'the log does not show what was asked for',
  'check.metric': 'the metric is not in the log',
  'check.degenerate': 'the application was not really run',
  'limit.time': 'the time limit was reached',
  'limit.log': 'the log limit was reached',
  'limit.tokens': 'the token limit was reached',
  'limit.usd': 'the cost limit was reached',
  'limit.attempts': 'all attempts are used up',
  'limit.repeat': 'the same change failed in the same way twice',
  'infra.engine': 'the engine failed',
  'infra.network': 'the network failed',
  'infra.disk': 'the disk is full',
  'infra.registry': 'the registry refused or failed',
  'infra.tool': 'a tool is missing',
  'infra.lost': 'the execution was lost',
  'model.key': 'the API key was refused',
  'model.quota': 'the model’s quota is used up',
  'model.unavailable': 'the model could not be reached',
  'model.request': 'the model refused the request',
  'model.recording': 'the recording does not go on from here',
  'person.rejected': 'rejected by a person',
  'person.cancelled': 'cancelled',
  internal: 'an error in Fractale itself',
};

/** Failures that are not the attempt's own: they spend no attempt, ask no model and stop the step. */
export function isOutside(category: FailureCategory): boolean {
  return (
    category.startsWith('infra.') ||
    category.startsWith('model.') ||
    category === 'limit.tokens' ||
    category === 'limit.usd' ||
    category === 'person.cancelled' ||
    category === 'internal'
  );
}
