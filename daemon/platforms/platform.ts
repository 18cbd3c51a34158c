import type { Exit, Instruction } from '../protocol/events.ts';

/** Whose an image or container is. Written as `dev.fractale.*` labels on everything that Fractale makes. */
export interface Owner {
  /** The daemon store's id, so that two users of one engine never touch each other's objects. */
  readonly home: string;
  readonly run: string;
  readonly step: string;
  readonly attempt: number;
}

/** Where an execution's output goes. `write` resolves when it is safe to send more: honour it, logs can be large. */
export interface ExecutionIo {
  readonly signal: AbortSignal;
  write(chunk: Uint8Array): Promise<void> | void;
  /** Forgets what was written: an adopted execution's log is read again from its start. */
  restart(): Promise<void> | void;
  instruction(instruction: Instruction, total: number): void;
}

/** What the target is, for prompts and for people. */
export interface PlatformFacts {
  readonly description: string;
  /** In OCI form, such as `linux/amd64`. */
  readonly platform: string;
  readonly cpus: number;
  readonly memoryBytes: number;
}

export interface BuildRequest {
  readonly owner: Owner;
  /** Image reference without a digest; `:latest` is implied. */
  readonly image: string;
  readonly dockerfile: string;
  /** Empty for the engine's own. More than one needs `push`. */
  readonly platforms: readonly string[];
  readonly push: boolean;
  /** Load the image into the nodes of the current kind cluster. */
  readonly load: boolean;
  readonly limitMs: number;
}

/** Resources and isolation of one container. Sizes in bytes. */
export interface JobRequest {
  readonly owner: Owner;
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly workingDir?: string;
  readonly user?: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly limitMs: number;
  readonly pull: 'never' | 'missing' | 'always';
}

/** How an execution ended. `facts` holds `image` (the reference) and `imageId` after a build. */
export interface ExecutionResult {
  readonly exit: Exit;
  readonly facts: Readonly<Record<string, string>>;
}

/**
 * A place that builds images and runs jobs. Methods do not throw for what an engine or a program can do:
 * that is an `ExecutionResult`. Each honours `io.signal` within two seconds and leaves nothing behind then.
 */
export interface Platform {
  /** Throws a `UserError` with code `missing-engine` that says what is wrong and what to do. */
  probe(): Promise<PlatformFacts>;
  build(request: BuildRequest, io: ExecutionIo): Promise<ExecutionResult>;
  /** The result of a build that ended while nobody listened; undefined when there is none. */
  adoptBuild(request: BuildRequest): Promise<ExecutionResult | undefined>;
  /** Creates and starts the job's container; one that exists already under the name and owner is adopted instead. */
  runJob(request: JobRequest, io: ExecutionIo): Promise<ExecutionResult>;
  /** Goes on with a job that was started before, and undefined when it is not there. */
  adoptJob(request: JobRequest, io: ExecutionIo): Promise<ExecutionResult | undefined>;
  /** Removes what a finished execution left: its container. Never throws. */
  release(owner: Owner): Promise<void>;
  imageId(image: string): Promise<string | undefined>;
  /** Removes containers of this home whose owner `keep` does not want; says how many. */
  sweep(home: string, keep: (owner: Owner) => boolean): Promise<number>;
}
