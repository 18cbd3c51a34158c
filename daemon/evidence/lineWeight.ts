import { anyOf } from './anyOf.ts';
import { categoryOfLine, type LogKind } from './categoryOfLine.ts';
import { isProgress, isWork } from './progress.ts';
import { isWarning } from './warning.ts';

/** How much a line tells of a failure. */
export const NOISE = 0;
export const PLAIN = 1;
/** A warning or a hint. */
export const HINT = 2;
/** Says that something failed. */
export const ERROR = 3;
/** Says what failed, in words that name a kind of failure. */
export const CAUSE = 4;
export type Weight = 0 | 1 | 2 | 3 | 4;

const HINTS = anyOf(
  /\bwarn(?:ing)?\b|^W: |^\s*note:|did you mean|\b(?:try|consider|perhaps|maybe|make sure|please)\b|^\+ |deprecat/iu,
  /\b(?:skipping|retry(?:ing)?|missing|ignored|requires?|no longer|expects)\b/iu,
);

/** Words of failure, where they are words and no part of a file's or a package's name. */
const ERRORS = anyOf(
  /(?<![\w./+-])(?:errors?|err!|fatal|fail(?:ed|ure|s)?|cannot|can't|could ?n[o']t|unable|unknown|invalid)(?![\w/-]|\.\w|=)/iu,
  /(?<![\w./+-])(?:illegal|denied|refused|forbidden|unauthorized|abort(?:ed|ing)?|panic|traceback|exception)(?![\w/-]|\.\w|=)/iu,
  /(?<![\w./+-])(?:killed|unexpected|unresolved|unrecognized|undefined|unsupported|unsatisfied)(?![\w/-]|\.\w|=)/iu,
  /(?<![\w./+-])(?:conflicts?|exceeded|mismatch|crash(?:ed)?)(?![\w/-]|\.\w|=)/iu,
  /\bnot (?:found|supported|allowed|permitted|available|installed|exist|recognized|a valid|satisf\w+)\b/iu,
  /(?:does|do|did|is|are|was|has|have)(?:n't| not| no) |\bno (?:such|module|matching|valid|route|space)\b/iu,
  /must (?:be|have|specify)|\*\*\* ?\[|\bE: |\btimed? ?out\b|exit (?:status|code):? [1-9]|exited with/iu,
  /returned (?:a )?non-zero|status [1-9]\d*\b|^err(?::\d+)? https?:/iu,
);
/** Names of exception classes, and what Erlang and Elixir print before theirs. */
const EXCEPTIONS = /(?:^|[\s.(])[A-Z]\w*(?:Error|Exception|Failure)\b|^\*\* \(/u;
const NO_ERRORS = /\b(?:0|no|without) (?:errors?|failures?)\b|(?:errors?|failures?|failed)[:=] ?0\b/iu;

/** What one clean line of a log says of the failure, seen by itself. */
export function weigh(kind: LogKind, line: string): Weight {
  if (isProgress(line)) return NOISE;
  const error = (ERRORS.test(line) || EXCEPTIONS.test(line)) && !NO_ERRORS.test(line);
  if (!error && isWork(line)) return NOISE;
  const category = categoryOfLine(kind, line);
  if (category !== undefined) return category.rank === 1 ? ERROR : CAUSE;
  const warning = isWarning(line);
  if (error && !warning) return ERROR;
  return error || warning || HINTS.test(line) ? HINT : PLAIN;
}
