import { commands, type Disposable, EventEmitter } from 'vscode';
import { engineEnvironment } from '../../daemon/client/requestContext.ts';
import type { DoctorCheck } from '../../daemon/protocol/requests.ts';
import { isMissing } from '../commands/checkSetup.ts';
import type { DaemonLink } from '../daemon/daemonLink.ts';
import { Disposables } from '../disposables.ts';
import type { ApiKey } from '../keys/apiKey.ts';
import type { RunStore } from '../runs/runStore.ts';
import type { PlanFiles } from '../tree/planFiles.ts';

export type Trouble = 'daemon' | 'stopped' | 'stalled' | 'engine' | 'key';

interface Needed {
  readonly link: DaemonLink;
  readonly store: RunStore;
  readonly plans: PlanFiles;
  readonly apiKey: ApiKey;
}

/** What stands between this window and a run that works, as the Setup view shows it: the first that applies. */
export class Setup implements Disposable {
  readonly #needed: Needed;
  readonly #changed = new EventEmitter<void>();
  readonly #disposables = new Disposables();
  #engineMissing = false;
  #keyMissing = false;
  #trouble: Trouble | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(needed: Needed) {
    this.#needed = needed;
    const { link, store, plans, apiKey } = needed;
    this.#disposables.add(this.#changed);
    this.#disposables.add(
      link.onDidChangeHealth(health => {
        this.#update();
        if (health.kind === 'connected' && this.#trouble !== 'engine') void this.check();
      }),
    );
    this.#disposables.add(plans.onDidChange(() => void this.#lookForKey()));
    this.#disposables.add(apiKey.onDidChange(() => void this.#lookForKey()));
    this.#disposables.add(
      store.onDidChange(changes => {
        // The engine was seen to fail, or to work again.
        const told = changes.flatMap(({ events }) => events);
        const troubled = told.some(
          event =>
            event.type === 'run.interrupted' ||
            (event.type === 'run.finished' && event.category?.startsWith('infra.')),
        );
        if (troubled) void this.check();
        if (this.#engineMissing && told.some(({ type }) => type === 'execution.started')) void this.check();
      }),
    );
  }

  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  /** Asks the daemon what is there. */
  async check(): Promise<void> {
    try {
      this.take(
        await this.#needed.link.request('doctor/check', { environment: engineEnvironment(process.env) }),
      );
    } catch {
      // Without a daemon, that is the trouble which is shown.
    }
  }

  take(checks: readonly DoctorCheck[]): void {
    this.#engineMissing = isMissing(checks, 'container engine');
    this.#update();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #lookForKey(): Promise<void> {
    const { plans, apiKey } = this.#needed;
    const wanted = plans.plans().some(({ model }) => model?.startsWith('gemini/') ?? false);
    this.#keyMissing = wanted && (await apiKey.credentials()).geminiApiKey === undefined;
    this.#update();
  }

  #update(): void {
    const trouble = this.#find();
    if (trouble === this.#trouble || this.#disposables.disposed) return;
    this.#trouble = trouble;
    void commands.executeCommand('setContext', 'fractale.trouble', trouble);
    this.#changed.fire();
  }

  #find(): Trouble | undefined {
    const { kind } = this.#needed.link.health;
    if (kind === 'trouble') return 'daemon';
    if (kind === 'stopped' || kind === 'stalled') return kind;
    // Known only from a daemon: while one is looked for, what was known stands.
    if (this.#engineMissing) return 'engine';
    return this.#keyMissing ? 'key' : undefined;
  }
}
