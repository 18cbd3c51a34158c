/** Keys of a plan file with what they mean: the loader accepts these, and hover and the JSON schema show them. */
export const PLAN_KEYS = {
  name: 'What the plan is called.',
  description: 'What it is for, in a sentence or two.',
  goal: 'What the run has to achieve; models are told it.',
  model:
    'The model that works the steps: provider/name, such as gemini/gemini-2.5-pro or replay/recording.jsonl.',
  limits: 'Bounds of the whole run.',
  on_interrupt:
    'What happens to an attempt in flight when the daemon dies: resume goes on at its restart, stop waits.',
  steps: 'The steps, worked in order.',
  plan: 'The steps, under the original’s name.',
} as const;

export const STEP_KEYS = {
  id: 'Name of the step, unique in the plan: lower-case letters, digits and dashes. Default: the agent’s name.',
  agent: 'The agent that works the step.',
  description: 'What the step is for.',
  target: 'Where it is executed.',
  review: 'Whether a person accepts each artifact before it is executed: auto or ask.',
  isolation: 'The least isolation it may be executed with, weakest first: container, kernel, vm.',
  context: 'The agent’s inputs.',
  success: 'What must hold, beyond ending with status 0, for the step to have succeeded.',
} as const;

export const LIMIT_KEYS = {
  minutes: 'Minutes of wall clock, without the time spent waiting for a person.',
  tokens: 'Tokens of all model calls.',
  usd: 'US dollars of all model calls whose price is known.',
  recoveries: 'How often the run may go back to an earlier step. Has no effect yet.',
} as const;

export const REVIEW_KEYS = {
  mode: 'auto or ask.',
  minutes: 'Minutes a review may wait; then the run is set aside, and resume asks again. Default: for ever.',
} as const;

export const METRIC_KEYS = {
  name: 'What the number is called.',
  regex: 'A JavaScript regular expression; its first group is the value, the last match in the log counts.',
  unit: 'Unit of the number, such as 1/s.',
} as const;

export const CHECK_KEYS = {
  exit: 'The exit status that counts as success.',
  log: 'A JavaScript regular expression that some line of the log must match.',
  metric: 'A number to read from the log.',
} as const;

export const MAX_ATTEMPTS_DOC = 'Attempts that the step may take.';
