import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import type { Model } from '../models/model.ts';
import { loadPlan } from '../plan/loadPlan.ts';
import type { Plan } from '../plan/plan.ts';
import type { Platform } from '../platforms/platform.ts';
import type { RunOptions } from '../protocol/events.ts';
import type { Credentials, ReviewAnswer, RunStartParams } from '../protocol/requests.ts';
import type { RunState } from '../protocol/state.ts';
import { UserError } from '../protocol/userError.ts';
import { type PlanRun, workPlan } from './planRun.ts';
import { Recorder } from './recorder.ts';
import { ReviewGate } from './reviewGate.ts';
import type { RunServices } from './services.ts';
import { Stop } from './stop.ts';

export const DEFAULT_MODEL = 'gemini/gemini-2.5-pro';
export const TARGETS: readonly string[] = ['local'];
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
  readonly #credentials = new Map<string, Credentials>();
  #latest: Credentials = {};
  #offered: (() => void)[] = [];

  constructor(services: RunServices) {
    this.#services = services;
  }

  get active(): string[] {
    return [...this.#active.keys()];
  }

  /** Whether some client brought a key. */
  get hasKey(): boolean {
    return this.#latest.geminiApiKey !== undefined;
  }

  /** Keys of a client that attached: used by runs that a restart left without theirs. */
  offer(credentials: Credentials): void {
    this.#protect(credentials);
    this.#latest = { ...this.#latest, ...credentials };
    for (const offered of this.#offered.splice(0)) offered();
  }

  /** Checks everything that can be checked before the run exists; then it is on record and works on. */
  async start({ text, file, options, credentials = {} }: RunStartParams): Promise<string> {
    const plan = this.#plan(text, options);
    this.#protect(credentials);
    const model = plan.model ?? DEFAULT_MODEL;
    const opened = await this.#services.openModel({
      name: model,
      credentials,
      folders: folders(file, options),
      ...(options.record !== undefined && { record: { file: options.record, append: false } }),
    });
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
    const run = newRunId();
    this.#credentials.set(run, credentials);
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
    this.#work(recorder, plan, opened);
    return run;
  }

  /** Resolves when the run has ended. */
  async cancel(run: string): Promise<RunState['status']> {
    const active = this.#active.get(run);
    if (active !== undefined) {
      active.abort.abort(new Stop('cancel', 'cancelled'));
      await active.done;
    } else if (this.#state(run).finishedAt === undefined) {
      new Recorder(run, this.#services.store, this.#services.redactor).append({
        type: 'run.finished',
        status: 'cancelled',
        reason: 'cancelled',
        category: 'person.cancelled',
      });
      await this.#sweepFor(run).catch(error =>
        this.#services.warn(`what run ${run} left is still there`, error),
      );
    }
    return this.#state(run).status;
  }

  async resume(run: string, credentials: Credentials = {}): Promise<void> {
    const { status, category = '', reason } = this.#state(run);
    if (status === 'running' || status === 'waiting') this.#notActive(run);
    await this.#active.get(run)?.done;
    const outside = /^(infra|model)\.|^internal$/u.test(category);
    if (status === 'succeeded' || (status === 'failed' && !outside)) {
      throw new UserError(
        'not-resumable',
        `Run ${run} ${status}${reason === undefined ? '' : ` (${reason})`}: nothing is left to go on with.`,
        'Start it again with: fractale run PLAN',
      );
    }
    this.#protect(credentials);
    this.#credentials.set(run, { ...this.#credentials.get(run), ...credentials });
    await this.#goOn(run, 'person');
  }

  answer(answer: ReviewAnswer): void {
    this.#state(answer.run);
    this.#gate.answer(answer);
  }

  /** Goes on with what the last daemon left in the middle, and removes containers that nobody owns any more. */
  async recover(): Promise<void> {
    const left = this.#services.store.unfinished();
    for (const run of left) {
      try {
        const state = this.#state(run);
        if (this.#plan(this.#text(state), state.options).onInterrupt === 'stop') {
          this.#recorder(run).append({
            type: 'run.interrupted',
            reason: 'the daemon ended in the middle, and the plan says on_interrupt: stop',
          });
        } else {
          await this.#goOn(run, 'daemon');
        }
      } catch (error) {
        this.#services.warn(`run ${run} could not be taken up again`, error);
        this.#recorder(run).append({ type: 'run.interrupted', reason: (error as Error).message });
      }
    }
  }

  /** Breaks off every run so that `resume` can go on with it; resolves when all have stopped. */
  async interrupt(reason: string): Promise<void> {
    const all = [...this.#active.values()];
    for (const { abort } of all) abort.abort(new Stop('shutdown', reason));
    await Promise.all(all.map(({ done }) => done));
  }

  async #goOn(run: string, by: 'daemon' | 'person'): Promise<void> {
    const state = this.#state(run);
    const plan = this.#plan(this.#text(state), state.options);
    const recorder = this.#recorder(run);
    await this.#sweepFor(run);
    this.#notActive(run);
    recorder.append({ type: 'run.resumed', by });
    this.#work(recorder, plan, undefined);
  }

  #notActive(run: string): void {
    if (this.#active.has(run)) throw new UserError('not-resumable', `Run ${run} is being worked on already.`);
  }

  async #sweepFor(run: string): Promise<void> {
    const { steps, options } = this.#state(run);
    for (const target of new Set(steps.map(step => step.target))) {
      await this.#sweep(await this.#services.openPlatform(target, options.environment));
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

  #work(recorder: Recorder, plan: Plan, opened: Model | undefined): void {
    const abort = new AbortController();
    let model = opened && Promise.resolve(opened);
    const planRun: PlanRun = {
      plan,
      recorder,
      abort,
      services: this.#services,
      gate: this.#gate,
      model: () => {
        model ??= this.#reopenModel(recorder.state);
        return model;
      },
    };
    const done = workPlan(planRun)
      .catch(error => this.#services.warn(`run ${recorder.run} could not be recorded to its end`, error))
      .finally(() => {
        this.#active.delete(recorder.run);
        this.#credentials.delete(recorder.run);
      });
    this.#active.set(recorder.run, { abort, done });
  }

  async #reopenModel(state: RunState): Promise<Model> {
    const open = () =>
      this.#services.openModel({
        name: state.plan.model,
        credentials: { ...this.#latest, ...this.#credentials.get(state.id) },
        folders: folders(state.plan.file, state.options),
        ...(state.options.record !== undefined && { record: { file: state.options.record, append: true } }),
      });
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'missing-key') throw error;
      await this.#nextOffer();
      return await open();
    }
  }

  #nextOffer(): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, KEY_WAIT_MS);
      this.#offered.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #plan(text: string, options: RunOptions): Plan {
    const { plan, problems } = loadPlan(text, { agents: this.#services.agents, targets: TARGETS });
    if (plan === undefined) {
      const errors = problems.filter(({ severity }) => severity === 'error');
      throw new UserError(
        'invalid-plan',
        `The plan has ${errors.length === 1 ? 'a problem' : `${errors.length} problems`}: line ${errors[0]?.line}: ${errors[0]?.message}`,
        'Mend the plan; `fractale validate FILE` shows every problem.',
        problems,
      );
    }
    const { target } = options;
    if (target !== undefined && !TARGETS.includes(target)) {
      throw new UserError(
        'invalid-params',
        `There is no target ${target}.`,
        `Targets: ${TARGETS.join(', ')}.`,
      );
    }
    return {
      ...plan,
      ...(options.model !== undefined && { model: options.model }),
      steps: plan.steps.map(step => ({
        ...step,
        ...(target !== undefined && { target }),
        ...(options.review !== undefined && { review: options.review }),
        ...(options.maxAttempts !== undefined && { maxAttempts: options.maxAttempts }),
      })),
    };
  }

  #protect({ geminiApiKey }: Credentials): void {
    if (geminiApiKey !== undefined) this.#services.redactor.addSecret(geminiApiKey);
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

function folders(file: string | undefined, options: RunOptions): string[] {
  return file === undefined ? [options.cwd] : [dirname(file), options.cwd];
}

/** `YYYYMMDD-hhmmss-xxxx` in UTC: sorts by time, and is short enough for object names. */
function newRunId(): string {
  const stamp = new Date().toISOString().replace(/[-:]/gu, '').replace('T', '-').slice(0, 15);
  return `${stamp}-${randomBytes(2).toString('hex')}`;
}
