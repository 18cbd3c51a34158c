import type { Agent } from '../agents/agent.ts';
import type { Model } from '../models/model.ts';
import type { OpenModelOptions } from '../models/openModel.ts';
import type { Platform } from '../platforms/platform.ts';
import type { RunOptions } from '../protocol/events.ts';
import type { EventStore } from '../store/eventStore.ts';
import type { Logs } from '../store/logs.ts';
import type { Redactor } from '../store/redactor.ts';
import type { Versions } from '../store/versions.ts';

/** What working a run needs from outside. Made once, in the daemon's composition root. */
export interface RunServices {
  readonly store: EventStore;
  readonly logs: Logs;
  readonly redactor: Redactor;
  readonly agents: readonly Agent[];
  readonly versions: Versions;
  readonly warn: (message: string, error?: unknown) => void;
  openModel(options: OpenModelOptions): Promise<Model>;
  openPlatform(target: string, environment: RunOptions['environment']): Promise<Platform>;
}
