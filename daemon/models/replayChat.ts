import type { BaseChatModelCallOptions } from '@langchain/core/language_models/chat_models';
import type { BaseMessage, StandardMessageStructure } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import type { Chat } from './chat.ts';
import { ModelError } from './model.ts';
import type { RecordedReply, Recording } from './recording.ts';

interface ReplayOptions extends BaseChatModelCallOptions {
  step?: string;
  ordinal?: number;
}

/**
 * A LangChain chat model that plays a recording back: the answer to a step's n-th call is its n-th recorded
 * reply, whatever is asked. `name` is for messages.
 */
export async function replayChat(recording: Recording, name: string): Promise<Chat> {
  const [{ BaseChatModel }, { AIMessage }] = await Promise.all([
    import('@langchain/core/language_models/chat_models'),
    import('@langchain/core/messages'),
  ]);
  const replies = Map.groupBy(recording.replies, reply => reply.step);

  class ReplayChat extends BaseChatModel<ReplayOptions> {
    override _llmType(): string {
      return 'replay';
    }

    override async _generate(_messages: BaseMessage[], options: ReplayOptions): Promise<ChatResult> {
      options.signal?.throwIfAborted();
      const { step = '', ordinal = 0 } = options;
      const reply = replies.get(step)?.[ordinal];
      if (reply === undefined) throw usedUp(name, step, replies);
      const message = new AIMessage<StandardMessageStructure>({
        content: reply.text,
        response_metadata: { finishReason: reply.finish },
        usage_metadata: {
          input_tokens: reply.tokens.prompt,
          output_tokens: reply.tokens.output + reply.tokens.thoughts,
          total_tokens: reply.tokens.total,
          input_token_details: { cache_read: reply.tokens.cached },
          output_token_details: { reasoning: reply.tokens.thoughts },
        },
      });
      return { generations: [{ text: reply.text, message }] };
    }
  }

  return new ReplayChat({});
}

function usedUp(
  name: string,
  step: string,
  replies: ReadonlyMap<string, readonly RecordedReply[]>,
): ModelError {
  const count = replies.get(step)?.length ?? 0;
  const steps = [...replies.keys()].join(', ') || 'no step at all';
  const message =
    count === 0
      ? `The recording ${name} has no reply for step \`${step}\`: it was made of ${steps}`
      : `The recording ${name} has no more replies for step \`${step}\`: ${count === 1 ? 'its one is' : `all ${count} are`} used`;
  return new ModelError('model.recording', message, {
    next: 'Ask a real model with `--model gemini/…`, and keep what it says with `--record FILE`.',
  });
}
