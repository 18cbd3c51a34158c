import type { BaseMessage, StandardMessageStructure } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import type { Chat } from './chat.ts';
import { errorIn, geminiAnswer } from './geminiAnswer.ts';

/** The one that the SDK would use; given by name so that no variable of LangChain's own replaces it. */
const BASE_URL = 'https://generativelanguage.googleapis.com';

export interface GeminiOptions {
  /** Without the provider, such as `gemini-2.5-pro`. */
  readonly model: string;
  readonly apiKey: string;
  readonly baseUrl?: string;
}

/** Gemini by LangChain's client over @google/generative-ai, without their retries. */
export async function geminiChat({ model, apiKey, baseUrl = BASE_URL }: GeminiOptions): Promise<Chat> {
  const [{ ChatGoogleGenerativeAI }, { AIMessage }] = await Promise.all([
    import('@langchain/google-genai'),
    import('@langchain/core/messages'),
  ]);

  /** LangChain 2.3.2's `_generate` does not hand the signal on, so that a request outlives its cancellation. */
  class GeminiChat extends ChatGoogleGenerativeAI {
    override disableStreaming = true;

    override async _generate(
      messages: BaseMessage[],
      options: this['ParsedCallOptions'],
    ): Promise<ChatResult> {
      options.signal?.throwIfAborted();
      const contents = messages.map(message => ({ role: 'user', parts: [{ text: message.text }] }));
      const request = { ...this.invocationParams(options), contents };
      const { response } = await this.completionWithRetry(request, options);
      const failure = errorIn(response);
      if (failure !== undefined) throw failure;
      const message = new AIMessage<StandardMessageStructure>(geminiAnswer(response));
      return { generations: [{ text: message.text, message }] };
    }
  }

  return new GeminiChat({ model, apiKey, baseUrl, maxRetries: 0 });
}
