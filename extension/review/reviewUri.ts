import { Uri } from 'vscode';
import type { AttemptName } from '../../daemon/protocol/requests.ts';

/** The two documents of a review: `fractale-review:/<step> <attempt>/<file name>?<run>/<purpose>/<side>`. */
export const REVIEW_SCHEME = 'fractale-review';

/** `answer`: the run waits for what a person says. `workspace`: only into the workspace, the run is past it. */
export type Purpose = 'answer' | 'workspace';
/** `proposed` is the right side, that is reviewed and edited; `compared` the left one. */
export type Side = 'compared' | 'proposed';

export interface ReviewName extends AttemptName {
  readonly purpose: Purpose;
}

export function reviewUri({ run, step, attempt, purpose }: ReviewName, side: Side, file: string): Uri {
  const path = `/${step} ${attempt}/${file}`;
  return Uri.from({ scheme: REVIEW_SCHEME, path, query: `${run}/${purpose}/${side}` });
}

/** Undefined for every other address. */
export function reviewOfUri({
  scheme,
  path,
  query,
}: Uri): (ReviewName & { readonly side: Side }) | undefined {
  const named = /^\/(?<step>[^/ ]+) (?<attempt>[1-9]\d*)\//u.exec(path)?.groups;
  const [run, purpose, side] = query.split('/');
  if (scheme !== REVIEW_SCHEME || named?.step === undefined || run === undefined) return undefined;
  if ((purpose !== 'answer' && purpose !== 'workspace') || (side !== 'compared' && side !== 'proposed'))
    return undefined;
  return { run, step: named.step, attempt: Number(named.attempt), purpose, side };
}

/** One name for one review, also as a file name. */
export function reviewKey({ run, step, attempt, purpose }: ReviewName): string {
  return `${run}.${step}.${attempt}.${purpose}`;
}

/** One name for an attempt. */
export function attemptKey({ run, step, attempt }: AttemptName): string {
  return `${run}/${step}/${attempt}`;
}
