import { randomBytes } from 'node:crypto';
import type { Model } from '../models/model.ts';
import { DEFAULT_MODEL } from '../plan/defaults.ts';
import type { Plan } from '../plan/plan.ts';
import type { Platform } from '../platforms/platform.ts';
import type { Credentials, ReviewAnswer, RunStartParams } from '../protocol/requests.ts';
import type { RunState } from '../protocol/state.ts';
import { UserError } from '../protocol/userError.ts';
import { deathsInARow, MAX_DEATHS } from './deaths.ts';
import { planOf } from './planOf.ts';
import { type PlanRun, workPlan } from './planRun.ts';
import { Recorder } from './recorder.ts';
import { ReviewGate } from './reviewGate.ts';
import { RunModels } from './runModels.ts';
import type { RunServices } from './services.ts';
import { Stop } from './stop.ts';

/** How long a recovered run waits for a client that brings the key. */
const KEY_WAIT_MS = 10_000;

interface Active {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** The runs of one daemon: starts, stops and goes on with them. One instance owns a store. */
export class Runs {
  readonly #services: RunServices;
  readonly #gate = new ReviewGate();
  readonly #active = new Map<string, Active>();
  readonly #models: RunModels;

  constructor(services: RunServices) {
    this.#services = services;
    this.#models = new RunModels(services);
  }

  get active(): string[] {
    return [...this.#active.keys()];
  }

  /** Whether some client brought a key. */
  get hasKey(): boolean {
    return this.#models.hasKey;
  }

  /** Keys of a client that attached: used by runs that a restart left without theirs. */
  offer(credentials: Credentials): void {
    this.#models.offer(credentials);
  }

  /** Checks everything that can be checked before the run exists; then it is on record and works on. */
  async start({ text, file, options, credentials = {} }: RunStartParams): Promise<string> {
    const plan = planOf(text, options, this.#services.agents);
    const model = plan.model ?? DEFAULT_MODEL;
    const opened = await this.#models.open({ model, file, options }, credentials);
    if (plan.limits.usd !== undefined && !opened.priced) {
      throw new UserError(
        'invalid-plan',
        `limits.usd cannot be held: no price is known for ${model}.`,
        'Take limits.usd out of the plan (limits.tokens still holds), or choose a model with a known price.',
      );
    }
    for (const target of new Set(plan.steps.map(step => step.target))) {
      const platform = await this.#services.openPlatform(target, options.environment);
      await platform.probe();
      await this.#sweep(platform);
    }
    this.#services.store.keepReserve();
    const run = newRunId(id => this.#services.store.state(id) !== undefined);
    this.#models.give(run, credentials);
    const recorder = new Recorder(run, this.#services.store, this.#services.redactor);
    recorder.append(
      {
        type: 'run.created',
        options,
        plan: {
          name: plan.name,
          model,
          limits: plan.limits,
          text: recorder.digest(text),
          steps: plan.steps.map(({ id, agent, target, review, maxAttempts, description }) => ({
            id,
            agent,
            target,
            review,
            maxAttempts,
            ...(description !== undefined && { description }),
          })),
          ...(file !== undefined && { file }),
          ...(plan.goal !== undefined && { goal: plan.goal }),
        },
      },
      [text],
    );
    this.#work(recorder, plan, { opened });
    return run;
  }

  /** Resolves when the run has ended. */
  async cancel(run: string): Promise<RunState['status']> {
    for (let active = this.#active.get(run); active !== undefined; active = this.#active.get(run)) {
      active.abort.abort(new Stop('cancel', 'cancelled'));
      await active.done;
    }
    if (this.#state(run).finishedAt === undefined) {
      this.#recorder(run).appendLast({
        type: 'run.finished',
        status: 'cancelled',
        reason: 'cancelled',
        category: 'person.cancelled',
      });
      await this.#sweepFor(run);
    }
    return this.#state(run).status;
  }

  async resume(run: string, credentials: Credentials = {}): Promise<void> {
    const before = this.#state(run).status;
    if (before === 'running' || before === 'waiting') this.#notActive(run);
    await this.#active.get(run)?.done;
    this.#notActive(run);
    const { status, category = '', reason } = this.#state(run);
    const outside = /^(infra|model)\.|^internal$/u.test(category);
    if (status === 'succeeded' || (status === 'failed' && !outside)) {
      throw new UserError(
        'not-resumable',
        `Run ${run} ${status}${reason === undefined ? '' : ` (${reason})`}: nothing is left to go on with.`,
        'Start it again with: fractale run PLAN',
      );
    }
    this.#models.give(run, credentials);
    this.#goOn(run, 'person');
  }

  /** A review that an earlier daemon asked for is answered as soon as this one has asked for it again. */
  async answer(answer: ReviewAnswer): Promise<void> {
    const step = this.#state(answer.run).steps.find(({ id }) => id === answer.step);
    const attempt = step?.attempts.find(({ number }) => number === answer.attempt);
    const active = this.#active.get(answer.run);
    if (attempt?.status === 'waiting' && active !== undefined) await this.#gate.opens(answer, active.done);
    this.#gate.answer(answer);
  }

  /**
   * Takes up what the last daemon left in the middle: goes on with it, or sets it aside where the plan says so.
   * Called once, before anybody asks anything.
   */
  recover(): void {
    for (const run of this.#services.store.unfinished()) {
      let reason: string | undefined;
      try {
        reason = this.#reasonToLeave(run);
        if (reason === undefined) this.#goOn(run, 'daemon');
      } catch (error) {
        this.#services.warn(`run ${run} could not be taken up again`, error);
        reason = wordsOf(error);
      }
      if (reason !== undefined) {
        this.#setAside(run, reason);
        void this.#sweepFor(run);
      }
    }
  }

  /** Why a run that the last daemon left in the middle is left to a person. */
  #reasonToLeave(run: string): string | undefined {
    const state = this.#state(run);
    if (planOf(this.#text(state), state.options, this.#services.agents).onInterrupt === 'stop')
      return 'the daemon ended in the middle, and the plan says on_interrupt: stop';
    const deaths = deathsInARow(this.#services.store.events(0, { run, limit: -1 }));
    if (deaths < MAX_DEATHS) return undefined;
    const step = state.steps.find(({ status }) => status === 'running')?.id;
    return `the daemon ended ${deaths} times in a row${step === undefined ? '' : ` during step ${step}`}`;
  }

  #setAside(run: string, reason: string): void {
    try {
      this.#recorder(run).appendLast({ type: 'run.interrupted', reason });
    } catch (error) {
      this.#services.warn(`run ${run} could not be recorded to its end`, error);
    }
  }

  /** Breaks off every run so that `resume` can go on with it; resolves when all have stopped. */
  async interrupt(reason: string): Promise<void> {
    const all = [...this.#active.values()];
    for (const { abort } of all) abort.abort(new Stop('shutdown', reason));
    await Promise.all(all.map(({ done }) => done));
  }

  #goOn(run: string, by: 'daemon' | 'person'): void {
    const state = this.#state(run);
    const plan = planOf(this.#text(state), state.options, this.#services.agents);
    const recorder = this.#recorder(run);
    this.#services.store.keepReserve();
    recorder.append({ type: 'run.resumed', by });
    this.#work(recorder, plan, { resumedBy: by });
    void this.#sweepFor(run);
  }

  #notActive(run: string): void {
    if (this.#active.has(run)) throw new UserError('not-resumable', `Run ${run} is being worked on already.`);
  }

  async #sweepFor(run: string): Promise<void> {
    const { steps, options } = this.#state(run);
    try {
      for (const target of new Set(steps.map(step => step.target))) {
        await this.#sweep(await this.#services.openPlatform(target, options.environment));
      }
    } catch (error) {
      this.#services.warn(`what run ${run} left may still be there`, error);
    }
  }

  /** Removes what executions left that nobody will go on with: a crash or an unreachable engine kept it from going. */
  async #sweep(platform: Platform): Promise<void> {
    const { store } = this.#services;
    await platform.sweep(store.id, ({ run, step, attempt }) => {
      const state = store.state(run);
      const found = state?.steps
        .find(({ id }) => id === step)
        ?.attempts.find(({ number }) => number === attempt);
      return state?.finishedAt === undefined && found?.execution !== undefined && found.verdict === undefined;
    });
  }

  #work(
    recorder: Recorder,
    plan: Plan,
    begun: { readonly opened: Model } | { readonly resumedBy: 'daemon' | 'person' },
  ): void {
    const abort = new AbortController();
    const resumedBy = 'resumedBy' in begun ? begun.resumedBy : undefined;
    let model = 'opened' in begun ? Promise.resolve(begun.opened) : undefined;
    const planRun: PlanRun = {
      plan,
      recorder,
      abort,
      services: this.#services,
      gate: this.#gate,
      resumedBy,
      model: () => {
        const { plan, options } = recorder.state;
        const waitMs = resumedBy === 'daemon' ? KEY_WAIT_MS : 0;
        model ??= this.#models.reopen(recorder.run, { ...plan, options }, waitMs, abort.signal);
        return model;
      },
    };
    const done = workPlan(planRun)
      .catch(error => {
        this.#services.warn(`run ${recorder.run} could not be recorded to its end`, error);
        this.#setAside(recorder.run, wordsOf(error));
      })
      .finally(() => {
        this.#active.delete(recorder.run);
        this.#models.forget(recorder.run);
      });
    this.#active.set(recorder.run, { abort, done });
  }

  #recorder(run: string): Recorder {
    return new Recorder(run, this.#services.store, this.#services.redactor);
  }

  #text(state: RunState): string {
    const text = this.#services.store.text(state.plan.text);
    if (text === undefined)
      throw new UserError('unknown-text', `The plan of run ${state.id} is not in the store.`);
    return text;
  }

  #state(run: string): RunState {
    const state = this.#services.store.state(run);
    if (state === undefined)
      throw new UserError('unknown-run', `There is no run ${run}.`, 'See: fractale runs');
    return state;
  }
}

/** What went wrong and what to do, for a person. */
function wordsOf(error: unknown): string {
  if (!(error instanceof UserError)) return error instanceof Error ? error.message : String(error);
  return error.next === undefined ? error.message : `${error.message.replace(/\.$/u, '')}. ${error.next}`;
}

/** `YYYYMMDD-hhmmss-xxxx` in UTC: sorts by time, and is short enough for object names. */
function newRunId(taken: (id: string) => boolean): string {
  const stamp = new Date().toISOString().replace(/[-:]/gu, '').replace('T', '-').slice(0, 15);
  const id = `${stamp}-${randomBytes(2).toString('hex')}`;
  return taken(id) ? newRunId(taken) : id;
}
