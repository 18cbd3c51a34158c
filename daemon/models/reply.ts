import type { Tokens } from '../protocol/events.ts';
import { type ChatMessage, NO_CANDIDATES, NO_FINISH, PROMPT_BLOCKED } from './chat.ts';
import { ModelError, type ModelReply } from './model.ts';

const REPLY_CHARS = 1_000_000;

/** Finish reasons of Gemini that mean its filters took the answer away. */
const BLOCKED = new Set([
  'SAFETY',
  'RECITATION',
  'LANGUAGE',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
]);

/** Tokens as the provider counted them, with thoughts apart from output. */
export function tokensOf({ usage_metadata: usage }: ChatMessage): Tokens {
  const thoughts = usage?.output_token_details?.reasoning ?? 0;
  return {
    prompt: usage?.input_tokens ?? 0,
    output: Math.max((usage?.output_tokens ?? 0) - thoughts, 0),
    thoughts,
    cached: usage?.input_token_details?.cache_read ?? 0,
    total: usage?.total_tokens ?? 0,
  };
}

export function finishOf({ response_metadata: metadata }: ChatMessage): string {
  const { finishReason } = metadata;
  return typeof finishReason === 'string' && finishReason !== '' ? finishReason : NO_FINISH;
}

/**
 * Throws a `ModelError` (with the reply as `partial`) for a reply that is not whole: only a reply that says it
 * stopped by itself, and has text, is one. `explanation` is the provider's own, when it gave one.
 */
export function checkReply(reply: ModelReply, provider: string, explanation?: string): ModelReply {
  const { finish } = reply;
  const fail = (category: ModelError['category'], message: string, next?: string): never => {
    const why = explanation === undefined ? '' : `: ${explanation.slice(0, 300)}`;
    throw new ModelError(category, `${message}${why}`, {
      partial: { ...reply, text: reply.text.slice(0, REPLY_CHARS) },
      ...(next !== undefined && { next }),
    });
  };

  if (reply.text.length > REPLY_CHARS) {
    return fail('reply.format', `${provider} answered with more than ${REPLY_CHARS} characters`);
  }
  if (finish.startsWith(PROMPT_BLOCKED)) {
    const reason = finish.slice(PROMPT_BLOCKED.length + 2);
    return fail('reply.blocked', `${provider} blocked the prompt (${reason})`, REWORD);
  }
  if (BLOCKED.has(finish)) return fail('reply.blocked', `${provider} blocked its answer (${finish})`, REWORD);
  if (finish === 'MAX_TOKENS') {
    const why =
      reply.text.trim() === ''
        ? 'thinking used the whole budget before the first word'
        : 'the text ends in the middle';
    return fail('reply.cut', `${provider} stopped at its limit of tokens: ${why}`);
  }
  if (finish === NO_CANDIDATES) return fail('reply.empty', `${provider} answered with nothing at all`);
  if (finish === NO_FINISH || finish === 'FINISH_REASON_UNSPECIFIED') {
    return fail('reply.cut', `${provider} did not say that its answer is complete (no finish reason)`);
  }
  if (finish !== 'STOP') return fail('reply.format', `${provider} ended its answer with ${finish}`);
  if (reply.text.trim() === '') return fail('reply.empty', `${provider} answered with an empty text`);
  return reply;
}

const REWORD = 'Change the words of the goal or the details that could have set the filter off.';
