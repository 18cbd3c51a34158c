/**
 * Words of the original tool's plan files (Python, v0.0.15). A plan written for it must be understood even
 * where a word has no effect here.
 */

/** Every key of a step's `context` that the original read, with what it was for there. */
export const ORIGINAL_CONTEXT: ReadonlyMap<string, string> = new Map([
  ['application', 'the application to build'],
  ['environment', 'where the software will run'],
  ['container', 'the image'],
  ['details', 'further instructions'],
  ['max_attempts', 'the attempts a step may take'],
  ['outfile', 'the file the artifact is written to'],
  ['platforms', 'the platforms to build for'],
  ['push', 'pushing the image'],
  ['load', 'loading the image into kind'],
  ['no_pull', 'never pulling the image'],
  ['context_file', 'the Dockerfile shown to the model'],
  ['dockerfile', 'the Dockerfile shown to the model'],
  ['testing', 'what to run before optimising'],
  ['optimize', 'the goal of an optimisation'],
  ['optimize.regex', 'the metric of an optimisation'],
  ['function', 'Python source for an optimisation'],
  ['resources', 'the machines an optimisation may choose from'],
  ['requires', 'rules of an optimisation'],
  ['scale', 'a scaling study'],
  ['sizes', 'the sizes of a scaling study'],
  ['max_runtime', 'the seconds a run may take'],
  ['allow_return_to_human', 'asking a person after a failure'],
  ['allow_return_to_manager', 'going back to an earlier step'],
  ['cleanup', 'removing temporary files'],
  ['instruction', 'the request to the model'],
  ['agent_name', 'another agent behind a command'],
  ['use_cache', 'the cache of earlier results'],
]);

/** Agents of the original that this version does not have. */
export const ORIGINAL_AGENTS: ReadonlySet<string> = new Set([
  'minicluster',
  'flux-batch',
  'flux-jobspec',
  'cost',
  'manager',
]);
