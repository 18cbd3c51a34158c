import type { RunEvent } from '../protocol/events.ts';

/** After so many deaths of the daemon in a row, what it was doing is taken to be what ends it. */
export const MAX_DEATHS = 5;

/**
 * How often the daemon has died while it worked on a run that it left in the middle, this time included, since
 * something of it last came to an end by itself, a person was waited for, or a person took it up.
 */
export function deathsInARow(events: readonly RunEvent[]): number {
  let deaths = 1;
  for (const event of events.toReversed()) {
    if (event.type === 'run.resumed' && event.by === 'daemon') deaths += 1;
    else if (isProgress(event)) break;
  }
  return deaths;
}

function isProgress(event: RunEvent): boolean {
  return (
    event.type === 'run.resumed' ||
    event.type === 'review.requested' ||
    event.type === 'step.finished' ||
    (event.type === 'attempt.finished' && event.verdict.status !== 'interrupted')
  );
}
