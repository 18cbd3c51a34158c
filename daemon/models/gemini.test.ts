import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { geminiFaults } from '../../test/fixtures/geminiFaults.ts';
import { type GeminiPlay, geminiBody, geminiReply } from '../../test/fixtures/geminiReply.ts';
import { type GeminiScript, GeminiServer } from '../../test/fixtures/geminiServer.ts';
import type { FailureCategory } from '../protocol/verdict.ts';
import { type AskContext, type Model, ModelError } from './model.ts';
import { openModel } from './openModel.ts';
import type { RetryPolicy } from './retry.ts';

const KEY = 'not-a-real-key-0123456789';

interface Asked {
  readonly gemini: GeminiServer;
  readonly model: Model;
  readonly context: AskContext;
  /** What the retry policy waited for, without waiting. */
  readonly waits: { readonly ms: number; readonly reason: string }[];
}

async function start(
  t: TestContext,
  script: readonly GeminiScript[],
  retry: Partial<RetryPolicy> = {},
  signal = new AbortController().signal,
): Promise<Asked> {
  const gemini = await GeminiServer.start();
  t.after(() => gemini.close());
  gemini.script(script);
  const model = await openModel({
    name: 'gemini/gemini-2.5-pro',
    credentials: { geminiApiKey: KEY, geminiBaseUrl: `${gemini.url}/` },
    folders: [],
    retry: { wait: async (_ms, waitSignal) => waitSignal.throwIfAborted(), ...retry },
  });
  const waits: Asked['waits'] = [];
  const context = {
    step: 'image',
    ordinal: 0,
    signal,
    onRetry: (ms: number, reason: string) => waits.push({ ms, reason }),
  };
  return { gemini, model, context, waits };
}

async function failureOf(asked: Asked): Promise<ModelError> {
  const error = await asked.model.ask('Write a Dockerfile', asked.context).then(
    reply => assert.fail(`answered ${reply.text}`),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ModelError, String(error));
  assert.ok(!`${error.message} ${error.next} ${error.stack}`.includes(KEY), 'the key shows');
  return error;
}

test('a reply: text, finish, tokens and cost; one request, not a stream, with the key in its header only', async t => {
  const usage = { prompt: 1000, output: 200, thoughts: 300, cached: 400 };
  const asked = await start(t, [geminiReply('FROM debian\n', { usage, thought: 'Let me think' })]);
  const reply = await asked.model.ask('Write a Dockerfile', asked.context);

  assert.equal(reply.text, 'FROM debian\n');
  assert.equal(reply.finish, 'STOP');
  assert.deepEqual(reply.tokens, { prompt: 1000, output: 200, thoughts: 300, cached: 400, total: 1500 });
  assert.equal(reply.usd, (600 * 1.25 + 400 * 0.125 + 500 * 10) / 1e6);
  assert.equal(asked.gemini.requests.length, 1);
  const [request] = asked.gemini.requests;
  assert.equal(request?.path, '/v1beta/models/gemini-2.5-pro:generateContent');
  assert.equal(request?.key, KEY);
  assert.equal(request?.prompt, 'Write a Dockerfile');
});

test('a reply that comes one byte at a time is whole', async t => {
  const asked = await start(t, [geminiFaults.drips('FROM debian # größer\n')]);
  assert.equal((await asked.model.ask('x', asked.context)).text, 'FROM debian # größer\n');
});

const FINAL: readonly [string, GeminiPlay, FailureCategory, RegExp][] = [
  [
    'bad key',
    geminiFaults.badKey(` ${KEY}`),
    'model.key',
    /^Gemini refused the API key \(400: API key not valid\. Please pass a valid API key\. \*\*\*\)$/,
  ],
  [
    'forbidden',
    geminiFaults.forbidden(),
    'model.key',
    /^Gemini does not let this API key use gemini-2\.5-pro \(403: /,
  ],
  [
    'bad request',
    geminiFaults.badRequest(),
    'model.request',
    /^Gemini refused the request \(400: The input token count/,
  ],
  [
    'unknown model',
    geminiFaults.notFound(),
    'model.request',
    /^Gemini has no model gemini-2\.5-pro \(404: models\/gemini-5\.0-flash is not found/,
  ],
  [
    'daily quota',
    geminiFaults.dailyQuota(),
    'model.quota',
    /^The Gemini quota of this API key is used up \(429: You exceeded your current quota/,
  ],
  ['no quota at all', geminiFaults.zeroQuota(), 'model.quota', /limit: 0\)$/],
  ['asks to wait too long', geminiFaults.rateLimited({ retryDelay: '301s' }), 'model.quota', /used up/],
  ['not Gemini', geminiFaults.html(), 'model.request', /^What answered does not speak the Gemini API$/],
];
for (const [name, play, category, message] of FINAL) {
  test(`final: ${name}`, async t => {
    const asked = await start(t, [play]);
    const error = await failureOf(asked);
    assert.equal(error.category, category);
    assert.match(error.message, message);
    assert.ok(error.partial === undefined);
    assert.equal(asked.gemini.requests.length, 1, 'asked again');
  });
}

const UNUSABLE: readonly [string, GeminiPlay, FailureCategory, string][] = [
  [
    'prompt blocked',
    geminiFaults.promptBlocked('PROHIBITED_CONTENT'),
    'reply.blocked',
    'Gemini blocked the prompt (PROHIBITED_CONTENT)',
  ],
  [
    'prompt blocked in words',
    geminiFaults.promptBlockedInWords(),
    'reply.blocked',
    'Gemini blocked the prompt (OTHER): Not this one.',
  ],
  ['safety', geminiFaults.safety('FROM'), 'reply.blocked', 'Gemini blocked its answer (SAFETY)'],
  [
    'recitation without parts',
    geminiFaults.recitation(),
    'reply.blocked',
    'Gemini blocked its answer (RECITATION)',
  ],
  [
    'limit of tokens',
    geminiFaults.maxTokens('FROM debian\nRUN'),
    'reply.cut',
    'Gemini stopped at its limit of tokens: the text ends in the middle',
  ],
  [
    'limit of tokens, empty',
    geminiFaults.maxTokensEmpty(),
    'reply.cut',
    'Gemini stopped at its limit of tokens: thinking used the whole budget before the first word',
  ],
  [
    'no finish reason',
    geminiFaults.noFinishReason('FROM debian'),
    'reply.cut',
    'Gemini did not say that its answer is complete (no finish reason)',
  ],
  ['no candidates', geminiFaults.emptyCandidates(), 'reply.empty', 'Gemini answered with nothing at all'],
  ['an empty text', geminiFaults.emptyText(), 'reply.empty', 'Gemini answered with an empty text'],
  [
    'malformed call',
    geminiFaults.malformedFunctionCall(),
    'reply.format',
    'Gemini ended its answer with MALFORMED_FUNCTION_CALL: Malformed function call: print(',
  ],
  [
    'unknown finish reason',
    geminiFaults.unknownFinish('TIRED'),
    'reply.format',
    'Gemini ended its answer with TIRED',
  ],
  [
    'an answer of another shape',
    geminiBody({ candidates: [null], usageMetadata: 7 }),
    'reply.cut',
    'Gemini did not say that its answer is complete (no finish reason)',
  ],
];
for (const [name, play, category, message] of UNUSABLE) {
  test(`unusable reply: ${name}`, async t => {
    const asked = await start(t, [play]);
    const error = await failureOf(asked);
    assert.equal(error.category, category);
    assert.equal(error.message, message);
    assert.ok(error.partial !== undefined, 'what was billed is lost');
    assert.equal(typeof error.partial.usd, 'number');
    assert.equal(asked.gemini.requests.length, 1, 'asked again');
  });
}

test('what an unusable reply cost is kept with it', async t => {
  const { partial } = await failureOf(await start(t, [geminiFaults.maxTokensEmpty()]));
  assert.deepEqual(partial?.tokens, { prompt: 7, output: 0, thoughts: 8000, cached: 0, total: 8007 });
  assert.equal(partial?.finish, 'MAX_TOKENS');
});

const RETRIED: readonly [string, GeminiPlay, string, [number, number]][] = [
  [
    'RetryInfo',
    geminiFaults.rateLimited({ retryDelay: '56s' }),
    'Gemini answered 429: You exceeded your current quota, please check your plan. * Quota',
    [56_000, 61_600],
  ],
  [
    'RetryInfo in milliseconds',
    geminiFaults.rateLimited({ retryDelay: '900ms' }),
    'Gemini answered 429',
    [900, 990],
  ],
  ['a delay in words', geminiFaults.rateLimitedInWords('0.539477544s'), 'Gemini answered 429', [539, 594]],
  [
    'Retry-After',
    geminiFaults.tooManyRequests({ 'retry-after': '7' }),
    'Gemini answered 429: Resource has been exhausted.',
    [7_000, 7_700],
  ],
  ['a per-minute quota', geminiFaults.rateLimited(), 'Gemini answered 429', [60_000, 66_000]],
  ['429 without a delay', geminiFaults.tooManyRequests(), 'Gemini answered 429', [3_500, 6_500]],
  [
    'overloaded',
    geminiFaults.overloaded(),
    'Gemini answered 503: The model is overloaded. Please try again later.',
    [3_500, 6_500],
  ],
  [
    'internal error',
    geminiFaults.internal(),
    'Gemini answered 500: An internal error has occurred.',
    [3_500, 6_500],
  ],
  [
    'an error under status 200',
    geminiBody([{ error: { code: 503, message: 'Overloaded.' } }]),
    'Gemini answered 503: Overloaded.',
    [3_500, 6_500],
  ],
  [
    'hang-up before the status',
    geminiFaults.hangsUp(),
    'the connection to Gemini failed: other side closed (UND_ERR_SOCKET)',
    [3_500, 6_500],
  ],
  [
    'cut in the body',
    geminiFaults.cut(),
    'the connection to Gemini failed: other side closed (UND_ERR_SOCKET)',
    [3_500, 6_500],
  ],
  ['a body that ends early', geminiFaults.truncated(), 'the answer of Gemini was cut off', [3_500, 6_500]],
];
for (const [name, play, reason, [least, most]] of RETRIED) {
  test(`asked again: ${name}`, async t => {
    const asked = await start(t, [play, 'FROM debian']);
    assert.equal((await asked.model.ask('x', asked.context)).text, 'FROM debian');
    const [wait, ...more] = asked.waits;
    assert.equal(more.length, 0);
    assert.ok(wait !== undefined);
    assert.ok(wait.reason.startsWith(reason), wait.reason);
    assert.ok(wait.ms >= least && wait.ms <= most, `waits ${wait.ms} ms`);
  });
}

test('Retry-After of one call is not taken for another that goes on at the same time', async t => {
  const asked = await start(t, []);
  asked.gemini.always(({ prompt }) =>
    asked.gemini.requests.filter(request => request.prompt === prompt).length > 1
      ? prompt
      : geminiFaults.tooManyRequests({ 'retry-after': prompt }),
  );
  const delays = ['11', '22', '33'];
  const replies = await Promise.all(delays.map(delay => asked.model.ask(delay, asked.context)));
  assert.deepEqual(
    replies.map(reply => reply.text),
    delays,
  );
  const waited = asked.waits.map(({ ms }) => Math.floor(ms / 11_000) * 11).sort((a, b) => a - b);
  assert.deepEqual(waited.map(String), delays);
});

test('gives up after ten tries and says what the last one met', async t => {
  const asked = await start(t, []);
  asked.gemini.always(geminiFaults.overloaded());
  const error = await failureOf(asked);
  assert.equal(error.category, 'model.unavailable');
  assert.match(
    error.message,
    /^Gemini gave no usable answer after 10 tries in \d+ (s|minutes): Gemini answered 503: The model is overloaded/,
  );
  assert.equal(asked.gemini.requests.length, 10);
  assert.deepEqual(
    asked.waits.map(({ ms }) => ms > 3_000 && ms <= 39_000),
    Array(9).fill(true),
  );
});

test('gives up when the waits would pass the bound on the whole', async t => {
  const asked = await start(t, [], { totalMs: 100_000 });
  asked.gemini.always(geminiFaults.rateLimited({ retryDelay: '45s' }));
  const error = await failureOf(asked);
  assert.equal(error.category, 'model.unavailable');
  assert.equal(asked.gemini.requests.length, 3);
});

test('nobody listens at the address', async t => {
  const asked = await start(t, [], { attempts: 2 });
  await asked.gemini.close();
  const error = await failureOf(asked);
  assert.equal(error.category, 'model.unavailable');
  assert.match(error.message, /the connection to Gemini failed: connect ECONNREFUSED 127\.0\.0\.1/);
});

for (const [name, play] of [
  ['says nothing', geminiFaults.hangs()],
  ['stops in the middle', geminiFaults.stalls()],
] as const) {
  test(`a call that ${name} is ended at its limit, and asked again`, async t => {
    const asked = await start(t, [play, 'FROM debian'], { callMs: 200 });
    assert.equal((await asked.model.ask('x', asked.context)).text, 'FROM debian');
    assert.match(asked.waits[0]?.reason ?? '', /^Gemini gave no answer within 200 ms$/);
    await asked.gemini.requests[0]?.closed;
  });

  test(`cancelling a call that ${name} rejects with the reason and closes the connection`, async t => {
    const abort = new AbortController();
    const asked = await start(t, [play], {}, abort.signal);
    const answer = asked.model.ask('x', asked.context);
    const request = await asked.gemini.seen(1);
    const reason = new Error('cancelled by a person');
    abort.abort(reason);
    await assert.rejects(answer, thrown => thrown === reason);
    await request.closed;
  });
}

test('cancelling while waiting to ask again rejects with the reason', async t => {
  const abort = new AbortController();
  const asked = await start(t, [geminiFaults.rateLimited({ retryDelay: '200s' })], {}, abort.signal);
  const model = await openModel({
    name: 'gemini/gemini-2.5-pro',
    credentials: { geminiApiKey: KEY, geminiBaseUrl: asked.gemini.url },
    folders: [],
  });
  const reason = new Error('cancelled by a person');
  const answer = model.ask('x', { ...asked.context, onRetry: () => abort.abort(reason) });
  await assert.rejects(answer, thrown => thrown === reason);
});

test('no message shows the key, even when the provider quotes it', async t => {
  const asked = await start(t, [
    geminiReply('', { finishReason: 'OTHER', finishMessage: `see ${KEY}` }),
    geminiBody({ error: { code: 503, message: `busy with ${KEY}` } }),
    geminiFaults.badKey(KEY),
  ]);
  assert.match((await failureOf(asked)).message, /^Gemini ended its answer with OTHER: see \*\*\*$/);
  await failureOf(asked);
  assert.equal(asked.waits[0]?.reason, 'Gemini answered 503: busy with ***');
});
