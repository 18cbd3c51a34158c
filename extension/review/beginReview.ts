import { l10n, Uri, workspace } from 'vscode';
import type { ArtifactRef } from '../../daemon/protocol/events.ts';
import { UserError } from '../../daemon/protocol/userError.ts';
import { attemptBefore } from '../attempts/attemptBefore.ts';
import type { Services } from '../services.ts';
import { artifactFile } from './artifactFile.ts';
import { UNDECIDED } from './changes.ts';
import type { Review } from './review.ts';
import type { Reviews } from './reviews.ts';
import type { ReviewName } from './reviewUri.ts';
import { workspaceText } from './workspaceFile.ts';

export type Needed = Pick<Services, 'link' | 'store' | 'log'> & { readonly reviews: Reviews };

/** The review that is kept under this name, or a new one of what stands there now. */
export async function beginReview(needed: Needed, name: ReviewName): Promise<Review> {
  const { reviews, store, link } = needed;
  const found = store.attempt(name);
  if (found === undefined) throw unknownAttempt(name);
  const { run, step, attempt } = found;
  if (attempt.artifact === undefined) {
    throw new UserError(
      'unknown-text',
      l10n.t('Attempt {0} of step {1} has no artifact', attempt.number, step.id),
    );
  }
  const kept = await reviews.get(name);
  if (kept !== undefined) return kept;
  const read = async ({ digest }: ArtifactRef) => (await link.request('text/read', { digest })).text;
  const file = workspaceFile(artifactFile(run, step.id, attempt.artifact.name));
  const [proposal, seen, before] = await Promise.all([
    read(attempt.artifact),
    file === undefined ? undefined : workspaceText(file),
    textBefore(),
  ]);
  return reviews.add({
    run: name.run,
    step: name.step,
    attempt: name.attempt,
    purpose: name.purpose,
    artifact: attempt.artifact.name,
    proposal,
    text: proposal,
    savedAt: Date.now(),
    ...(file !== undefined && { file }),
    ...(seen !== undefined && { seen }),
    ...(before && { before }),
    against: seen === undefined && before !== undefined ? 'before' : 'file',
    decisions: { file: UNDECIDED, before: UNDECIDED },
  });

  async function textBefore(): Promise<{ attempt: number; text: string } | undefined> {
    const last = attemptBefore(step, name.attempt);
    return last?.artifact && { attempt: last.number, text: await read(last.artifact) };
  }
}

export function unknownAttempt({ run, step, attempt }: ReviewName): UserError {
  return new UserError(
    'unknown-attempt',
    l10n.t('There is no attempt {0} of step {1} in run {2}', attempt, step, run),
  );
}

/** Nothing is written outside the folders that are open in this window. */
function workspaceFile(file: string | undefined): string | undefined {
  return file !== undefined && workspace.getWorkspaceFolder(Uri.file(file)) !== undefined ? file : undefined;
}
