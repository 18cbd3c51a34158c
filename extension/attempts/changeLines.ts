import { diffHunks } from '../../daemon/words/diffHunks.ts';
import { clean } from '../../daemon/words/text.ts';
import type { ChangeLine } from '../../webview/messages.ts';

const MOST_LINES = 300;
/** The editor waits for this; it is shown again in an editor of its own, which takes all the time it needs. */
const LIMIT_MS = 100;

export interface Change {
  readonly added: number;
  readonly removed: number;
  readonly lines: readonly ChangeLine[];
  /** Lines left out at the end. */
  readonly more: number;
}

/** What changed between two texts, with the lines around it, as far as one looks at it without opening it. */
export function changeLines(before: string, after: string): Change {
  const hunks = diffHunks(before, after, LIMIT_MS);
  const all = hunks.flatMap(({ lines }, index): ChangeLine[] => {
    const shown = lines.map(line => ({ ...line, text: clean(line.text) }));
    return index === 0 ? shown : [{ kind: 'gap', text: '' }, ...shown];
  });
  const count = (kind: ChangeLine['kind']) => all.filter(line => line.kind === kind).length;
  return {
    added: count('added'),
    removed: count('removed'),
    lines: all.slice(0, MOST_LINES),
    more: Math.max(0, all.length - MOST_LINES),
  };
}
