import { nearest } from '../protocol/nearest.ts';
import type { Credentials } from '../protocol/requests.ts';
import { UserError } from '../protocol/userError.ts';
import { ChatModel } from './chatModel.ts';
import { findRecording } from './findRecording.ts';
import { geminiFailure } from './geminiFailure.ts';
import { type Model, ModelError } from './model.ts';
import { isPriced, usd } from './prices.ts';
import { RecordingModel, type RecordOptions } from './recordingModel.ts';
import { RETRY_POLICY, type RetryPolicy } from './retry.ts';

export interface OpenModelOptions {
  /** `provider/rest`. */
  readonly name: string;
  readonly credentials: Credentials;
  /** Absolute folders that a recording's relative name is looked for in, in this order. */
  readonly folders: readonly string[];
  readonly record?: RecordOptions;
  /** What differs from the usual retry policy. */
  readonly retry?: Partial<RetryPolicy>;
}

/** What the part of a model's name before the slash can be, with an example. */
const PROVIDERS: Readonly<Record<string, string>> = {
  gemini: 'gemini/gemini-2.5-pro',
  replay: 'replay/FILE',
};

/**
 * Opens a model by its name. Throws a `UserError`: `invalid-params` for a name or a file that
 * cannot be, `missing-key` when the provider needs a key that the credentials do not hold.
 */
export async function openModel(options: OpenModelOptions): Promise<Model> {
  const model = await open(options);
  return options.record === undefined ? model : RecordingModel.open(model, options.record);
}

async function open(options: OpenModelOptions): Promise<Model> {
  const { name } = options;
  const slash = name.indexOf('/');
  const provider = name.slice(0, Math.max(slash, 0));
  const rest = name.slice(slash + 1);
  if (provider === 'gemini' && rest !== '') return openGemini(rest, options);
  if (provider === 'replay' && rest !== '') return openReplay(rest, options);
  throw unknownModel(name);
}

async function openGemini(model: string, { name, credentials, retry }: OpenModelOptions): Promise<Model> {
  if (!/^\w[\w.-]*(\/\w[\w.-]*)*$/.test(model)) throw unknownModel(name);
  const apiKey = keyOf(name, credentials);
  const baseUrl = baseUrlOf(credentials);
  const { geminiChat } = await import('./geminiChat.ts');
  const chat = await geminiChat({ model, apiKey, ...(baseUrl !== undefined && { baseUrl }) });
  return new ChatModel(chat, {
    name,
    provider: 'Gemini',
    policy: { ...RETRY_POLICY, ...retry },
    priced: isPriced(name),
    price: tokens => usd(name, tokens),
    explain: (error, trace) => geminiFailure(error, trace, model),
    secret: apiKey,
  });
}

async function openReplay(file: string, { name, folders }: OpenModelOptions): Promise<Model> {
  const recording = await findRecording(file, folders);
  const { replayChat } = await import('./replayChat.ts');
  return new ChatModel(await replayChat(recording, name), {
    name,
    provider: `The recorded ${recording.recorded}`,
    policy: RETRY_POLICY,
    priced: true,
    price: () => 0,
    explain: error => ({ kind: 'final', error: asModelError(error) }),
  });
}

function keyOf(name: string, credentials: Credentials): string {
  const key = credentials.geminiApiKey?.trim() ?? '';
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new UserError(
    'missing-key',
    key === ''
      ? `${name} needs an API key, and GEMINI_API_KEY is not set`
      : `${name} needs an API key, and GEMINI_API_KEY holds characters that no key has`,
    'Set GEMINI_API_KEY: Google AI Studio (https://aistudio.google.com/apikey) makes a key. ' +
      'Without one, `--model replay/…` plays a recording.',
  );
}

function baseUrlOf({ geminiBaseUrl }: Credentials): string | undefined {
  const given = geminiBaseUrl?.trim() ?? '';
  if (given === '') return undefined;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.href === `${url.origin}${url.pathname}`) {
    return url.href.replace(/\/+$/, '');
  }
  throw new UserError(
    'invalid-params',
    'GOOGLE_GEMINI_BASE_URL is not an http(s) address of a host and a path alone',
    'Set it to an address such as https://generativelanguage.googleapis.com, or unset it.',
  );
}

function unknownModel(name: string): UserError {
  const [first = ''] = name.split('/', 1);
  const provider = nearest(first, Object.keys(PROVIDERS)) ?? '';
  const meant = name.startsWith('gemini-') ? `gemini/${name}` : PROVIDERS[provider];
  const known = Object.values(PROVIDERS).map(example => `\`${example}\``);
  return new UserError(
    'invalid-params',
    `\`${name}\` is not a model: a model is named provider/name`,
    `${meant === undefined ? '' : `Did you mean \`${meant}\`? `}There are ${known.join(' and ')}.`,
  );
}

function asModelError(error: unknown): ModelError {
  if (error instanceof ModelError) return error;
  return new ModelError('internal', error instanceof Error ? error.message : String(error));
}
