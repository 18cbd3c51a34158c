import type { UsageMetadata } from '@langchain/core/messages';
import { NO_CANDIDATES, NO_FINISH, PROMPT_BLOCKED } from './chat.ts';

type Json = Readonly<Record<string, unknown>>;

const FINISH_CHARS = 100;

export interface GeminiAnswer {
  readonly content: string;
  readonly response_metadata: { readonly finishReason: string; readonly finishMessage?: string };
  readonly usage_metadata: UsageMetadata;
}

/**
 * Reads a GenerateContentResponse, of which any field can be missing. Kept from LangChain's own reading, which
 * throws on a candidate without content, takes a thought for text, and does not count thoughts.
 */
export function geminiAnswer(response: unknown): GeminiAnswer {
  const body = object(response);
  const candidate = list(body.candidates).map(object)[0];
  const feedback = object(body.promptFeedback);
  const explained = text(candidate?.finishMessage) ?? text(feedback.blockReasonMessage);
  const blocked = text(feedback.blockReason) ?? (explained && 'OTHER');
  let finishReason = text(candidate?.finishReason) ?? NO_FINISH;
  if (candidate === undefined) {
    finishReason = blocked === undefined ? NO_CANDIDATES : `${PROMPT_BLOCKED}: ${blocked}`;
  }
  return {
    content: list(object(candidate?.content).parts)
      .map(object)
      .filter(part => part.thought !== true)
      .map(part => text(part.text) ?? '')
      .join(''),
    response_metadata: {
      finishReason: finishReason.slice(0, FINISH_CHARS),
      ...(explained !== undefined && { finishMessage: explained }),
    },
    usage_metadata: usage(object(body.usageMetadata)),
  };
}

/** An error that came with status 200, alone or in a list, in the shape of the SDK's own errors. */
export function errorIn(response: unknown): Error | undefined {
  const { error } = object(list(response)[0] ?? response);
  if (error === undefined) return undefined;
  const { code, message, details } = object(error);
  return Object.assign(new Error(text(message) ?? ''), { status: count(code), errorDetails: list(details) });
}

/** LangChain counts thoughts as output and names them in the details. */
function usage(counts: Json): UsageMetadata {
  const input = count(counts.promptTokenCount) + count(counts.toolUsePromptTokenCount);
  const thoughts = count(counts.thoughtsTokenCount);
  const output = count(counts.candidatesTokenCount) + thoughts;
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: Math.max(count(counts.totalTokenCount), input + output),
    input_token_details: { cache_read: count(counts.cachedContentTokenCount) },
    output_token_details: { reasoning: thoughts },
  };
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}
