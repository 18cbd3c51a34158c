import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { geminiFaults } from '../../test/fixtures/geminiFaults.ts';
import { geminiReply } from '../../test/fixtures/geminiReply.ts';
import { GeminiServer } from '../../test/fixtures/geminiServer.ts';
import { UserError } from '../protocol/userError.ts';
import { type AskContext, type Model, ModelError } from './model.ts';
import { type OpenModelOptions, openModel } from './openModel.ts';
import { parseRecording } from './parseRecording.ts';
import { formatRecording } from './recording.ts';

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'fractale-recording-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

function context(step: string, ordinal: number): AskContext {
  return { step, ordinal, signal: new AbortController().signal, onRetry: () => {} };
}

function replay(file: string, folders: readonly string[] = []): Promise<Model> {
  return openModel({ name: `replay/${file}`, credentials: {}, folders });
}

async function userError(promise: Promise<unknown>): Promise<UserError> {
  const error = await promise.then(
    () => assert.fail('no error'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof UserError, String(error));
  return error;
}

async function modelError(promise: Promise<unknown>): Promise<ModelError> {
  const error = await promise.then(
    () => assert.fail('no error'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ModelError, String(error));
  return error;
}

test('what Gemini says is recorded and played back: replies, unusable ones, tokens; free of charge', async t => {
  const file = join(await folder(t), 'new', 'lammps.yaml');
  const gemini = await GeminiServer.start();
  t.after(() => gemini.close());
  const usage = { prompt: 100, output: 20, thoughts: 30, cached: 5 };
  const script = [
    geminiReply('```dockerfile\nFROM debian\n\n  RUN x\n```\n', { usage }),
    geminiFaults.maxTokens('FROM'),
    geminiFaults.promptBlocked(),
    'apiVersion: batch/v1',
  ];
  gemini.script(script);
  const options: OpenModelOptions = {
    name: 'gemini/gemini-2.5-pro',
    credentials: { geminiApiKey: 'a-key-of-nobody', geminiBaseUrl: gemini.url },
    folders: [],
    record: { file, append: false },
  };
  const calls = [context('image', 0), context('image', 1), context('image', 2), context('run', 0)];
  const play = async (model: Model) => {
    const heard: unknown[] = [];
    for (const call of calls) {
      const { text, finish, tokens, category } = await model.ask('x', call).then(
        reply => ({ ...reply, category: undefined }),
        (error: ModelError) => ({ ...(error.partial ?? assert.fail()), category: error.category }),
      );
      heard.push({ text, finish, tokens, category });
    }
    return heard;
  };
  const said = await play(await openModel(options));
  assert.ok((await readFile(file, 'utf8')).includes('    text: |\n      ```dockerfile\n      FROM debian\n'));

  const model = await replay(file);
  assert.deepEqual(await play(model), said);
  assert.equal(model.name, `replay/${file}`);
  assert.equal(model.priced, true);
  const again = await model.ask('anything', context('image', 0));
  assert.equal(again.usd, 0);
  assert.equal(again.tokens.total, 150);
  const blocked = await modelError(model.ask('x', context('image', 2)));
  assert.equal(blocked.message, 'The recorded gemini/gemini-2.5-pro blocked the prompt (SAFETY)');
});

test('a recording goes on after a restart, and what never reached the run is replaced', async t => {
  const path = await folder(t);
  const file = join(path, 'run.yaml');
  const gemini = await GeminiServer.start();
  t.after(() => gemini.close());
  gemini.script(['one', 'other', 'lost', 'two']);
  const options = {
    name: 'gemini/gemini-2.5-pro',
    credentials: { geminiApiKey: 'a-key-of-nobody', geminiBaseUrl: gemini.url },
    folders: [],
  };
  const before = await openModel({ ...options, record: { file, append: false } });
  await before.ask('x', context('image', 0));
  await before.ask('x', context('run', 0));
  await before.ask('x', context('image', 1));
  const after = await openModel({ ...options, record: { file, append: true } });
  await after.ask('x', context('image', 1));

  const { replies } = parseRecording(await readFile(file, 'utf8'), file);
  assert.deepEqual(
    replies.map(({ step, text }) => [step, text]),
    [
      ['image', 'one'],
      ['run', 'other'],
      ['image', 'two'],
    ],
  );
  assert.deepEqual(await readdir(path), ['run.yaml']);

  const taken = await userError(openModel({ ...options, record: { file, append: false } }));
  assert.match(taken.message, /run\.yaml is there already; a recording never replaces a file$/);
  const other = await userError(
    openModel({ ...options, name: 'gemini/gemini-2.5-flash', record: { file, append: true } }),
  );
  assert.match(other.message, /is a recording of gemini\/gemini-2\.5-pro, not of gemini\/gemini-2\.5-flash$/);
});

test('an answer that cannot be kept is reported with what it cost', async t => {
  const path = await folder(t);
  const source = join(path, 'source.yaml');
  await writeFile(source, 'version: 1\nrecorded: m/x\ndate: today\nreplies: [{step: image, text: hello}]');
  const file = join(path, 'gone', 'copy.yaml');
  const model = await openModel({
    name: `replay/${source}`,
    credentials: {},
    folders: [],
    record: { file, append: false },
  });
  await rm(join(path, 'gone'), { recursive: true });
  const error = await modelError(model.ask('x', context('image', 0)));
  assert.equal(error.category, 'infra.disk');
  assert.equal(error.partial?.text, 'hello');
});

test('a recording that is used up says so, and what to do', async t => {
  const path = await folder(t);
  const text =
    'version: 1\nrecorded: m/x\ndate: today\nreplies:\n- {step: image, text: a}\n- {step: image, text: b}';
  await writeFile(join(path, 'short.replay.yaml'), text);
  const model = await replay('short', ['/nowhere', path]);
  assert.equal((await model.ask('x', context('image', 1))).text, 'b');
  const used = await modelError(model.ask('x', context('image', 2)));
  assert.equal(used.category, 'model.recording');
  assert.equal(
    used.message,
    'The recording replay/short has no more replies for step `image`: all 2 are used',
  );
  assert.match(used.next ?? '', /--model gemini/);
  const unknown = await modelError(model.ask('x', context('run', 0)));
  assert.equal(
    unknown.message,
    'The recording replay/short has no reply for step `run`: it was made of image',
  );
});

test('a recording is looked for in the folders, in order', async t => {
  const [first, second] = [await folder(t), await folder(t)];
  const file = (text: string) =>
    `version: 1\nrecorded: m/x\ndate: today\nreplies: [{step: a, text: ${text}}]`;
  await writeFile(join(second, 'x.yaml'), file('second'));
  const ask = async () => (await (await replay('x.yaml', [first, second])).ask('', context('a', 0))).text;
  assert.equal(await ask(), 'second');
  await writeFile(join(first, 'x.yaml'), file('first'));
  assert.equal(await ask(), 'first');
  const missing = await userError(replay('y', [first, second]));
  assert.equal(
    missing.message,
    `There is no recording \`replay/y\`: looked for ${join(first, 'y.replay.yaml')} and ${join(second, 'y.replay.yaml')}`,
  );
  await mkdir(join(first, 'd.yaml'));
  assert.match((await userError(replay('d.yaml', [first]))).message, /it is not a file$/);
});

test('what is wrong with a recording is named with its line', () => {
  const yaml = [
    'version: 2',
    'recorded: m/x',
    'replies:',
    '- {step: image, text: hello, tone: nice}',
    '- step: 7',
    '  text: hello',
    '  tokens: {total: -1}',
    '- hello',
  ].join('\n');
  assert.throws(
    () => parseRecording(yaml, 'r.yaml'),
    (error: UserError) => {
      assert.equal(error.message, 'r.yaml:1:10: not a recording: `version` must be 1');
      assert.deepEqual(
        error.problems?.map(({ line, column, message }) => `${line}:${column} ${message}`),
        [
          '1:10 `version` must be 1',
          '1:1 `date` must be a text',
          '4:30 unknown key `tone`; the keys of a reply are step, finish, tokens, text',
          '5:9 `step` must be a text',
          '7:19 `total` must be a count of tokens',
          '8:3 a reply must be a mapping with the keys step, finish, tokens, text',
          '8:3 `step` must be a text',
          '8:3 `text` must be a text',
        ],
      );
      return true;
    },
  );
});

test('property: any text is a recording or gives located problems', () => {
  const yamlish = fc
    .array(
      fc.constantFrom(
        'version: 1',
        'recorded: m',
        'date: d',
        'replies:',
        '- step: a',
        '  text: |',
        '   x',
        '{',
        '*a',
        '&a',
        '? ',
      ),
    )
    .map(lines => lines.join('\n'));
  fc.assert(
    fc.property(fc.oneof(fc.string(), yamlish), text => {
      try {
        parseRecording(text, 'r.yaml');
      } catch (error) {
        assert.ok(error instanceof UserError, String(error));
        assert.ok(error.problems?.every(({ line, column }) => line >= 1 && column >= 1));
      }
    }),
  );
});

test('property: a recording is read as it was written, whatever the texts', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('a', ' ', '\n', '\r', '\t', '#', ':', '-', '|', '"', '\ufeff', '\u2028'))
      .map(units => units.join('')),
  );
  const plain = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
    fc.record(model, { noNullPrototype: true });
  const count = fc.nat();
  const tokens = plain({ prompt: count, output: count, thoughts: count, cached: count, total: count });
  const reply = plain({ step: anyText, finish: anyText, tokens, text: anyText });
  fc.assert(
    fc.property(
      plain({ recorded: anyText, date: anyText, replies: fc.array(reply, { maxLength: 3 }) }),
      recording => assert.deepEqual(parseRecording(formatRecording(recording), 'r.yaml'), recording),
    ),
  );
});
