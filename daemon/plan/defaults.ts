import type { Limits } from '../protocol/events.ts';

/** What a plan means where it says nothing. */
export const DEFAULT_LIMITS: Limits = { minutes: 120, tokens: 500_000 };
export const DEFAULT_MAX_ATTEMPTS = 5;
/** Used when neither the command line, the environment nor the plan names a model. */
export const DEFAULT_MODEL = 'gemini/gemini-2.5-pro';
export const DEFAULT_TARGET = 'local';
/** Names of every target that a step can have. */
export const TARGETS: readonly string[] = [DEFAULT_TARGET];

/** Step ids, and with them names of folders, images and containers. */
export const STEP_ID = /^[a-z0-9][a-z0-9-]{0,39}$/u;

export const MOST_STEPS = 100;
export const MOST_CHECKS = 50;
