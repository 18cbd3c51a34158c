import { Document, isScalar, Scalar, visit } from 'yaml';
import type { Tokens } from '../protocol/events.ts';

/** One answered call, kept in the order in which the calls of its step were made. */
export interface RecordedReply {
  readonly step: string;
  /** The provider's finish reason. */
  readonly finish: string;
  readonly tokens: Tokens;
  readonly text: string;
}

/** A conversation with a model. In a file it is YAML with these keys and `version: 1`. */
export interface Recording {
  /** The model that answered, `provider/name`. */
  readonly recorded: string;
  /** When the recording was started, ISO 8601. */
  readonly date: string;
  readonly replies: readonly RecordedReply[];
}

/** YAML in which a person can read the replies: their texts are literal blocks. */
export function formatRecording({ recorded, date, replies }: Recording): string {
  const document = new Document({ version: 1, recorded, date, replies }, { aliasDuplicateObjects: false });
  document.commentBefore =
    ' A recorded conversation with a model. Play it back with `--model replay/<this file>`.';
  visit(document, {
    Map: (_, map) => {
      if (map.has('total')) map.flow = true;
    },
    Pair: (_, { key, value }) => {
      if (!isScalar(key) || !isScalar(value) || typeof value.value !== 'string') return;
      const block = key.value === 'text' && fitsBlock(value.value);
      value.type = block ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** Whether a literal block keeps the text as it is; quotes keep any. */
function fitsBlock(text: string): boolean {
  return /^[^\s\ufeff]/.test(text) && !/[\r\u2028\u2029\ufeff]/.test(text);
}
