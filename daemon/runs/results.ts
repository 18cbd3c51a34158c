import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { fold } from '../protocol/fold.ts';
import type { AttemptState, RunState, StepState } from '../protocol/state.ts';
import type { Recorder, RunEventBody } from './recorder.ts';
import { writeWhole } from './writeFile.ts';

/** An event after which nothing works on the run. */
export type RunEnd = Extract<RunEventBody, { type: 'run.finished' | 'run.interrupted' }>;

/**
 * Writes `results-<timestamp>.json` into the folder the run was given: the original's keys (`steps`, `manager`,
 * `status`; docs/results.md) and the whole run state under `fractale`.
 * `end` is the event that will end the run: it is the run's last one, so the file is written before it.
 */
export async function writeResults(recorder: Recorder, end?: RunEnd): Promise<void> {
  const state = end === undefined ? recorder.state : stateAfter(recorder, end);
  const folder = state.options.results;
  if (folder === undefined) return;
  const file = state.files.find(({ what }) => what === 'results')?.file ?? newFile(folder, state);
  try {
    await writeWhole(file, `${JSON.stringify(resultsOf(recorder, state), null, 2)}\n`);
    if (!state.files.some(written => written.file === file && written.error === undefined)) {
      recorder.append({ type: 'file.written', what: 'results', file });
    }
  } catch (error) {
    recorder.append({ type: 'file.written', what: 'results', file, error: (error as Error).message });
  }
}

function stateAfter({ run, state }: Recorder, end: RunEnd): RunState {
  return fold(state, { ...end, run, seq: state.seq + 1, at: Date.now() }) ?? state;
}

function newFile(folder: string, state: RunState): string {
  const local = new Date(state.createdAt - new Date(state.createdAt).getTimezoneOffset() * 60_000);
  const stamp = local.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '-');
  const file = join(folder, `results-${stamp}.json`);
  return existsSync(file) ? join(folder, `results-${stamp}-${state.id}.json`) : file;
}

const STATUS: Readonly<Partial<Record<RunState['status'], string>>> = {
  succeeded: 'Succeeded',
  failed: 'Failed',
};

function resultsOf(recorder: Recorder, state: RunState): object {
  return {
    steps: state.steps
      .filter(({ attempts, cachedFrom }) => attempts.length > 0 || cachedFrom)
      .map(step => stepOf(step, recorder)),
    manager: planOf(recorder.text(state.plan.text)),
    status: STATUS[state.status] ?? state.status,
    fractale: state,
  };
}

function stepOf(step: StepState, recorder: Recorder): object {
  const seconds = (pick: (attempt: AttemptState) => number | undefined) =>
    step.attempts.flatMap(attempt => pick(attempt) ?? []).map(ms => ms / 1000);
  const artifact = `${step.agent === 'build' ? 'dockerfile' : `${step.agent}-manifest`}`;
  return {
    agent: step.agent,
    total_seconds: ((step.finishedAt ?? Date.now()) - (step.startedAt ?? Date.now())) / 1000,
    result: step.outputs.result ?? step.outputs.dockerfile ?? null,
    attempts: step.attempts.length,
    metadata: {
      times: {
        [step.agent === 'build' ? 'generate_dockerfile_seconds' : 'generate_manifest_seconds']: seconds(
          ({ timings }) => timings.propose,
        ),
        [step.agent === 'build' ? 'build_seconds' : 'deploy_seconds']: seconds(
          ({ timings }) => timings.execute,
        ),
      },
      assets: {
        [artifact]: step.attempts.flatMap(({ artifact, number }) =>
          artifact ? [{ item: recorder.text(artifact.digest), attempt: number }] : [],
        ),
      },
      failures: step.attempts.flatMap(({ verdict, number }) =>
        verdict?.status === 'failed'
          ? [{ attempt: number, category: verdict.category, summary: verdict.summary, cause: verdict.cause }]
          : [],
      ),
      counts: { retries: Math.max(0, step.attempts.length - 1), return_to_manager: 0, return_to_human: 0 },
      ask_gemini: step.attempts
        .filter(({ usage }) => usage.calls > 0)
        .map(({ usage, timings }) => ({
          prompt_token_count: usage.prompt,
          candidates_token_count: usage.output,
          total_token_count: usage.total,
          time_seconds: (timings.propose ?? 0) / 1000,
        })),
    },
  };
}

function planOf(text: string): unknown {
  const plan: unknown = parse(text);
  return plan;
}
