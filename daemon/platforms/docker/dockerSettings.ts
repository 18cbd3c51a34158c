/** Bounds of the Docker platform. Times in milliseconds. */
export interface DockerSettings {
  /** Most that one execution may write to its log. */
  readonly logLimitBytes: number;
  /** How often a running execution asks whether the engine still lives, and how long one answer may take. */
  readonly pingEveryMs: number;
  readonly pingAnswerMs: number;
  /** How long the engine may be silent before it counts as lost: an engine that restarts is back by then. */
  readonly graceMs: number;
  /** Most that pulling a job's image may take; it is not part of the job's own time. */
  readonly pullLimitMs: number;
}

export const DEFAULT_DOCKER_SETTINGS: DockerSettings = {
  logLimitBytes: 2 ** 30,
  pingEveryMs: 10_000,
  pingAnswerMs: 5_000,
  graceMs: 15_000,
  pullLimitMs: 3_600_000,
};
