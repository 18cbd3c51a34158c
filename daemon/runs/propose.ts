import { changeOf } from '../evidence/change.ts';
import { readReply } from '../evidence/reply.ts';
import { ModelError, type ModelReply } from '../models/model.ts';
import { exhausted } from './budget.ts';
import { previousArtifact, sameAsBefore } from './history.ts';
import { promptOf } from './promptOf.ts';
import type { RunEventBody } from './recorder.ts';
import { attemptState, fail, type StepWork } from './stepWork.ts';

/** Gets an attempt its artifact: the one that it repeats, or what the model answers. */
export async function propose(work: StepWork, number: number): Promise<void> {
  const { recorder, step, agent } = work;
  const at = { step: step.id, attempt: number };
  const attempt = attemptState(work, number);
  if (attempt.repeats !== undefined) {
    const before = attemptState(work, attempt.repeats);
    if (before.artifact !== undefined) {
      recorder.append({ type: 'artifact.proposed', ...at, artifact: before.artifact });
      return;
    }
  }
  if (attempt.modelFailure !== undefined)
    throw fail(work, attempt.modelFailure.category, attempt.modelFailure.message);
  const reply = attempt.reply === undefined ? await ask(work, number) : recorder.text(attempt.reply.digest);
  const read = readReply(reply, agent.artifact);
  if ('category' in read) throw fail(work, read.category, read.message);
  const same = sameAsBefore(recorder, step.id, number, read.text);
  if (same !== undefined) {
    throw fail(
      work,
      'reply.unchanged',
      `The ${agent.artifact.name} is the same as in attempt ${same.number}, which failed: ${same.verdict?.summary ?? ''}`,
    );
  }
  const previous = previousArtifact(recorder, step.id, number);
  const change = previous && changeOf(previous.text, read.text);
  const artifact = recorder.artifact(agent.artifact.name, read.text);
  recorder.append({ type: 'artifact.proposed', ...at, artifact, ...(change && { change }) }, [read.text]);
}

async function ask(work: StepWork, number: number): Promise<string> {
  const { recorder, step, plan } = work;
  const at = { step: step.id, attempt: number };
  const spent = exhausted(recorder.state, plan.limits);
  if (spent !== undefined) throw fail(work, spent.category, spent.message);
  recorder.append({ type: 'stage.started', ...at, stage: 'compose' });
  const prompt = promptOf(work, number);
  const model = await work.model();
  work.signal.throwIfAborted();
  recorder.append({ type: 'stage.started', ...at, stage: 'propose' });
  recorder.append(
    {
      type: 'model.asked',
      ...at,
      model: model.name,
      prompt: recorder.digest(prompt),
      promptChars: prompt.length,
    },
    [prompt],
  );
  const answered = (reply: ModelReply): RunEventBody => ({
    type: 'model.answered',
    ...at,
    model: model.name,
    reply: recorder.digest(reply.text),
    finish: reply.finish,
    tokens: reply.tokens,
    ms: Math.round(reply.ms),
    ...(reply.usd !== undefined && { usd: reply.usd }),
  });
  try {
    const reply = await model.ask(prompt, {
      step: step.id,
      ordinal: recorder.step(step.id).attempts.reduce((sum, attempt) => sum + attempt.usage.calls, 0),
      signal: work.signal,
      onRetry: (afterMs, reason) => recorder.append({ type: 'model.retrying', ...at, afterMs, reason }),
    });
    recorder.append(answered(reply), [reply.text]);
    return reply.text;
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const { category, partial } = error;
    const message = error.next === undefined ? error.message : `${error.message} ${error.next}`;
    const failure = { type: 'model.failed', ...at, model: model.name, category, message } as const;
    // Together: after a crash, a reply that stood alone would be taken for a good one.
    if (partial === undefined) recorder.append(failure);
    else recorder.appendAll([answered(partial), failure], [partial.text]);
    throw fail(work, category, message);
  }
}
