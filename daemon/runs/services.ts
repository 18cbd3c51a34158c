import type { Agent } from '../agents/agent.ts';
import type { Model } from '../models/model.ts';
import type { Platform } from '../platforms/platform.ts';
import type { RunOptions } from '../protocol/events.ts';
import type { AttemptName, Credentials } from '../protocol/requests.ts';
import type { EventStore } from '../store/eventStore.ts';
import type { Logs } from '../store/logs.ts';
import type { Redactor } from '../store/redactor.ts';

export interface OpenModel {
  readonly name: string;
  readonly credentials: Credentials;
  /** Folders that a recording's relative path is looked for in. */
  readonly folders: readonly string[];
  readonly record?: { readonly file: string; readonly append: boolean };
}

/** A version to keep: the artifact of a finished attempt. */
export interface ArtifactVersion extends AttemptName {
  readonly name: string;
  readonly text: string;
  readonly verdict: string;
}

/** What working a run needs from outside. Made once, in the daemon's composition root. */
export interface RunServices {
  readonly store: EventStore;
  readonly logs: Logs;
  readonly redactor: Redactor;
  readonly agents: readonly Agent[];
  readonly versions: { record(version: ArtifactVersion): void };
  readonly warn: (message: string, error?: unknown) => void;
  openModel(options: OpenModel): Promise<Model>;
  openPlatform(target: string, environment: RunOptions['environment']): Promise<Platform>;
}
