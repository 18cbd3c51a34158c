import { EventEmitter, once } from 'node:events';
import { dirname } from 'node:path';
import type { Model } from '../models/model.ts';
import type { RunOptions } from '../protocol/events.ts';
import type { Credentials } from '../protocol/requests.ts';
import { UserError } from '../protocol/userError.ts';
import type { RunServices } from './services.ts';

/** Which model a run asks, and where a recording's relative path starts. */
interface ModelChoice {
  readonly model: string;
  readonly file?: string | undefined;
  readonly options: RunOptions;
}

/** Opens the models of runs with the credentials that came with each of them. Keeps credentials in memory only. */
export class RunModels {
  readonly #services: RunServices;
  readonly #credentials = new Map<string, Credentials>();
  readonly #offers = new EventEmitter<{ key: [] }>();
  #latest: Credentials = {};

  constructor(services: RunServices) {
    this.#services = services;
  }

  get hasKey(): boolean {
    return this.#latest.geminiApiKey !== undefined;
  }

  /** What a client that attached brought: for runs that a restart left without theirs. */
  offer(credentials: Credentials): void {
    if (credentials.geminiApiKey === undefined) return;
    this.#protect(credentials);
    this.#latest = credentials;
    this.#offers.emit('key');
  }

  give(run: string, credentials: Credentials): void {
    this.#protect(credentials);
    this.#credentials.set(run, credentials);
  }

  forget(run: string): void {
    this.#credentials.delete(run);
  }

  /** For a run that is about to begin. */
  async open(choice: ModelChoice, credentials: Credentials): Promise<Model> {
    this.#protect(credentials);
    return await this.#open(choice, credentials, false);
  }

  /** For a run that goes on. Waits so long for a client that brings a key, where one is needed and not there. */
  async reopen(run: string, choice: ModelChoice, waitMs: number, signal: AbortSignal): Promise<Model> {
    const own = this.#credentials.get(run);
    // Never mixed: a key is for the address that came with it.
    const open = () => this.#open(choice, own?.geminiApiKey === undefined ? this.#latest : own, true);
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'missing-key') throw error;
      const patience = AbortSignal.any([signal, AbortSignal.timeout(waitMs)]);
      await once(this.#offers, 'key', { signal: patience }).catch(() => undefined);
      signal.throwIfAborted();
      return await open();
    }
  }

  #open({ model, file, options }: ModelChoice, credentials: Credentials, append: boolean): Promise<Model> {
    return this.#services.openModel({
      name: model,
      credentials,
      folders: file === undefined ? [options.cwd] : [dirname(file), options.cwd],
      ...(options.record !== undefined && { record: { file: options.record, append } }),
    });
  }

  #protect({ geminiApiKey }: Credentials): void {
    if (geminiApiKey !== undefined) this.#services.redactor.addSecret(geminiApiKey);
  }
}
