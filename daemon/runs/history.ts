import { changeFingerprint } from '../evidence/change.ts';
import type { AttemptState } from '../protocol/state.ts';
import type { Earlier } from './compose.ts';
import type { Recorder } from './recorder.ts';

/** The attempts before `number` that ended by themselves. */
function finishedBefore(recorder: Recorder, step: string, number: number): AttemptState[] {
  return recorder
    .step(step)
    .attempts.filter(
      attempt => attempt.number < number && attempt.spent === true && attempt.verdict !== undefined,
    );
}

/** What a model is told of the attempts before. */
export function earlierAttempts(recorder: Recorder, step: string, number: number): Earlier[] {
  return finishedBefore(recorder, step, number).flatMap(({ number, verdict, review }) => {
    if (verdict === undefined) return [];
    const person =
      review?.decision === 'reject'
        ? 'A person reviewed it and rejected it. You MUST follow what they say.'
        : review?.decision === 'edit'
          ? 'A person edited it before it was tried; the text above is theirs.'
          : undefined;
    return [{ attempt: number, verdict, ...(person !== undefined && { person }) }];
  });
}

/** The newest artifact before `number`, as it was executed or refused. */
export function previousArtifact(
  recorder: Recorder,
  step: string,
  number: number,
): { name: string; attempt: number; text: string } | undefined {
  const before = finishedBefore(recorder, step, number).findLast(attempt => attempt.artifact !== undefined);
  return (
    before?.artifact && {
      name: before.artifact.name,
      attempt: before.number,
      text: recorder.text(before.artifact.digest),
    }
  );
}

/** The earlier attempt that proposed or executed this very text and failed. */
export function sameAsBefore(
  recorder: Recorder,
  step: string,
  number: number,
  text: string,
): AttemptState | undefined {
  const digest = recorder.digest(text);
  return finishedBefore(recorder, step, number).find(
    attempt => attempt.proposed === digest || attempt.artifact?.digest === digest,
  );
}

/** The earlier attempt that failed in the same way after the same change as attempt `number` did. */
export function repeated(recorder: Recorder, step: string, number: number): AttemptState | undefined {
  const all = finishedBefore(recorder, step, number + 1);
  const last = all.find(attempt => attempt.number === number);
  if (last === undefined) return undefined;
  const key = changeKey(recorder, all, last);
  return all.find(
    attempt =>
      attempt.number < number &&
      attempt.verdict?.fingerprint === last.verdict?.fingerprint &&
      changeKey(recorder, all, attempt) === key,
  );
}

function changeKey(recorder: Recorder, all: readonly AttemptState[], attempt: AttemptState): string {
  if (attempt.artifact === undefined) return attempt.reply?.digest ?? '';
  const before = all.findLast(({ number, artifact }) => number < attempt.number && artifact !== undefined);
  const text = (state: AttemptState | undefined) =>
    state?.artifact ? recorder.text(state.artifact.digest) : '';
  return changeFingerprint(text(before), text(attempt));
}
