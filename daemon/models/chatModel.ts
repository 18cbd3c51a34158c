import type { Tokens } from '../protocol/events.ts';
import type { Chat, ChatMessage } from './chat.ts';
import { type HttpTrace, traceHttp } from './httpTrace.ts';
import { type AskContext, type Model, ModelError, type ModelReply } from './model.ts';
import { checkReply, finishOf, tokensOf } from './reply.ts';
import { type CallFailure, type RetryPolicy, withRetry } from './retry.ts';

export interface ChatModelOptions {
  /** `provider/name`. */
  readonly name: string;
  /** Who answers, for messages, such as `Gemini`. */
  readonly provider: string;
  readonly policy: RetryPolicy;
  readonly priced: boolean;
  price(tokens: Tokens): number | undefined;
  /** What a failed call means. */
  explain(error: unknown, trace: HttpTrace): CallFailure;
  /** Never to be seen in a message: a provider's words can quote the key. */
  readonly secret?: string;
}

/** Any LangChain chat model, behind the retry policy and the check that the reply is whole. */
export class ChatModel implements Model {
  readonly name: string;
  readonly priced: boolean;
  readonly #chat: Chat;
  readonly #options: ChatModelOptions;

  constructor(chat: Chat, options: ChatModelOptions) {
    this.name = options.name;
    this.priced = options.priced;
    this.#chat = chat;
    this.#options = options;
  }

  async ask(prompt: string, context: AskContext): Promise<ModelReply> {
    try {
      const [message, ms] = await this.#call(prompt, context);
      const tokens = tokensOf(message);
      const usd = this.#options.price(tokens);
      const reply = {
        text: message.text,
        finish: finishOf(message),
        tokens,
        ms,
        ...(usd !== undefined && { usd }),
      };
      const { finishMessage } = message.response_metadata;
      return checkReply(
        reply,
        this.#options.provider,
        typeof finishMessage === 'string' ? finishMessage : undefined,
      );
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      const { category, message, next, partial } = error;
      throw new ModelError(category, this.#hide(message), {
        ...(next !== undefined && { next }),
        ...(partial !== undefined && { partial }),
      });
    }
  }

  #call(prompt: string, context: AskContext): Promise<[ChatMessage, number]> {
    const { step, ordinal, signal } = context;
    let trace: HttpTrace = {};
    return withRetry(
      async callSignal => {
        trace = {};
        const startedAt = performance.now();
        const message = await traceHttp(trace, () =>
          this.#chat.invoke(prompt, { signal: callSignal, step, ordinal }),
        );
        return [message, Math.round(performance.now() - startedAt)];
      },
      {
        policy: this.#options.policy,
        provider: this.#options.provider,
        signal,
        explain: error => this.#options.explain(error, trace),
        onRetry: (afterMs, reason) => context.onRetry(afterMs, this.#hide(reason)),
      },
    );
  }

  #hide(text: string): string {
    const { secret } = this.#options;
    return secret === undefined ? text : text.replaceAll(secret, '***');
  }
}
