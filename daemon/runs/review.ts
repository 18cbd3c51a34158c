import { preflight } from './preflight.ts';
import { attemptState, fail, type StepWork } from './stepWork.ts';

/** A review that nobody answered before its deadline: the run is set aside, and `resume` asks again. */
export class ReviewOverdue extends Error {}

/** Waits until a person has accepted, edited or rejected the artifact. What a person edited goes through preflight again. */
export async function review(work: StepWork, number: number): Promise<void> {
  const { recorder, step, agent, gate } = work;
  const at = { step: step.id, attempt: number };
  let answer = attemptState(work, number).review;
  if (answer?.decision === undefined) {
    const deadline = step.reviewMinutes === undefined ? undefined : Date.now() + step.reviewMinutes * 60_000;
    recorder.append({ type: 'stage.started', ...at, stage: 'review' });
    recorder.append({ type: 'review.requested', ...at, ...(deadline !== undefined && { deadline }) });
    work.clock.stop();
    const given = await gate.wait(
      { run: recorder.run, ...at },
      deadline,
      work.signal,
      ({ decision, by, text }) => {
        const edited = decision === 'edit' ? text : undefined;
        recorder.append(
          {
            type: 'review.answered',
            ...at,
            decision,
            by,
            ...(decision === 'reject' && text !== undefined && { words: text }),
            ...(edited !== undefined && { artifact: recorder.artifact(agent.artifact.name, edited) }),
          },
          edited === undefined ? [] : [edited],
        );
      },
    );
    work.clock.start();
    if (given === undefined)
      throw new ReviewOverdue(`nobody answered the review within ${step.reviewMinutes} minutes`);
    answer = attemptState(work, number).review;
  }
  if (answer?.decision === 'reject')
    throw fail(work, 'person.rejected', answer.words ?? 'no reason was given');
  if (answer?.decision === 'edit') preflight(work, number);
}
