import type { UsageMetadata } from '@langchain/core/messages';

/** What every LangChain chat model answers with, as far as we read it. */
export interface ChatMessage {
  readonly text: string;
  readonly response_metadata: Readonly<Record<string, unknown>>;
  readonly usage_metadata?: UsageMetadata | undefined;
}

/**
 * A LangChain chat model as it is used here: one prompt, one answer, never a stream. `step` and `ordinal` are
 * for recordings; other models ignore them. `response_metadata` holds `finishReason`, and `finishMessage` when
 * the provider explains it.
 */
export interface Chat {
  invoke(
    prompt: string,
    options: { readonly signal: AbortSignal; readonly step: string; readonly ordinal: number },
  ): Promise<ChatMessage>;
}

/** Finish reasons of our own, for answers to which the provider gave none. */
export const NO_FINISH = 'NONE';
export const NO_CANDIDATES = 'NO_CANDIDATES';
/** Followed by the provider's reason. */
export const PROMPT_BLOCKED = 'PROMPT_BLOCKED';
