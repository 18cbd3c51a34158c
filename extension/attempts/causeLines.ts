import { CATEGORY_WORDS } from '../../daemon/protocol/categories.ts';
import type { Verdict } from '../../daemon/protocol/verdict.ts';
import { clean } from '../../daemon/words/text.ts';
import type { CauseLineKind, CausePart } from '../../webview/messages.ts';

/** What tools put before the errors that they report. */
const ERROR =
  /(?:^|[\s\]:])(?:fatal )?error:|^(?:E|ERROR): |^error\[|\*\*\* |^CMake Error|^\w*(?:Error|Exception): /u;
const GAP = /^\[… \d+ lines?\]$/u;

/** The distilled evidence by lines; the one that the verdict hangs on is marked. */
export function causeLines({ cause = '', category, summary }: Verdict): CausePart['lines'] {
  const start = category === undefined ? '' : `${CATEGORY_WORDS[category]}: `;
  const key = summary.startsWith(start) ? summary.slice(start.length).replace(/…$/u, '').trim() : '';
  const lines = clean(cause).trimEnd().split('\n');
  const found = key === '' ? -1 : lines.findIndex(line => line.trim().startsWith(key));
  return lines.map((text, index) => ({ text, kind: index === found ? 'key' : kindOf(text) }));
}

function kindOf(line: string): CauseLineKind {
  if (GAP.test(line)) return 'gap';
  return ERROR.test(line) ? 'error' : 'plain';
}
