import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Credentials } from '../protocol/requests.ts';
import { UserError } from '../protocol/userError.ts';
import { openModel } from './openModel.ts';
import { usd } from './prices.ts';

async function refused(name: string, credentials: Credentials = {}): Promise<UserError> {
  const error = await openModel({ name, credentials, folders: [] }).then(
    () => assert.fail('opened'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof UserError, String(error));
  return error;
}

test('a name that no provider has is refused with the nearest', async () => {
  const names: [string, RegExp][] = [
    ['gemnii/gemini-2.5-pro', /^Did you mean `gemini\/gemini-2\.5-pro`\?/],
    ['gemini-2.5-flash', /^Did you mean `gemini\/gemini-2\.5-flash`\?/],
    ['relay/x', /^Did you mean `replay\/FILE`\?/],
    ['replay/', /^Did you mean `replay\/FILE`\?/],
    ['gemini/../../x', /^Did you mean/],
    ['openai/gpt', /^There are `gemini\/gemini-2\.5-pro` and `replay\/FILE`\.$/],
    ['', /^There are/],
  ];
  for (const [name, next] of names) {
    const error = await refused(name);
    assert.equal(error.code, 'invalid-params');
    assert.equal(error.message, `\`${name}\` is not a model: a model is named provider/name`);
    assert.match(error.next ?? '', next);
  }
});

test('without a key, or with one that cannot be, it says how to get one and what works without', async () => {
  for (const geminiApiKey of [undefined, ' ', 'a\nb']) {
    const error = await refused('gemini/gemini-2.5-pro', geminiApiKey === undefined ? {} : { geminiApiKey });
    assert.equal(error.code, 'missing-key');
    assert.match(error.message, /^gemini\/gemini-2\.5-pro needs an API key, and GEMINI_API_KEY /);
    assert.match(error.next ?? '', /Google AI Studio.*--model replay\//);
    assert.ok(!error.message.includes('a\nb'));
  }
});

test('an address that cannot be is refused without showing it', async () => {
  for (const geminiBaseUrl of ['nowhere', 'ftp://x', 'http://me:secret@host', 'https://host/?key=secret']) {
    const error = await refused('gemini/gemini-2.5-pro', { geminiApiKey: 'a-key', geminiBaseUrl });
    assert.match(error.message, /^GOOGLE_GEMINI_BASE_URL is not/);
    assert.ok(!error.message.includes('secret'));
  }
});

test('whether a price is known is said before anything is asked', async () => {
  const credentials = { geminiApiKey: 'a-key' };
  const priced = async (name: string) => (await openModel({ name, credentials, folders: [] })).priced;
  assert.equal(await priced('gemini/gemini-2.5-pro'), true);
  assert.equal(await priced('gemini/gemini-99-ultra'), false);
});

test('prices: long prompts cost more, cached ones less, thoughts as much as output, unknown is unknown', () => {
  const tokens = { prompt: 1e6, output: 1e6, thoughts: 0, cached: 0, total: 2e6 };
  assert.equal(usd('gemini/gemini-2.5-pro', tokens), 2.5 + 15);
  assert.equal(usd('gemini/gemini-2.5-flash', { ...tokens, cached: 1e6 }), 0.03 + 2.5);
  assert.equal(usd('gemini/gemini-2.5-flash', { ...tokens, output: 0, thoughts: 1e6 }), 0.3 + 2.5);
  assert.equal(usd('gemini/gemini-99-ultra', tokens), undefined);
});
