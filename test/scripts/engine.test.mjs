import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { whyNotHere } from '../../scripts/setup/engine.mjs';
import { askEngine, EngineError } from '../../scripts/setup/engineApi.mjs';
import { engineEndpoint } from '../../scripts/setup/engineEndpoint.mjs';

const { signal } = new AbortController();

test('the engine is the one that the Docker client would use', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'fractale-docker-'));
  t.after(() => rm(folder, { recursive: true }));
  const meta = join(folder, 'contexts', 'meta', createHash('sha256').update('desktop').digest('hex'));
  await mkdir(meta, { recursive: true });
  await writeFile(join(meta, 'meta.json'), '{"Endpoints":{"docker":{"Host":"unix:///run/desktop.sock"}}}');
  await writeFile(join(folder, 'config.json'), '{"currentContext":"desktop"}');

  const hostOf = env => engineEndpoint({ DOCKER_CONFIG: folder, ...env }).host;
  assert.equal(hostOf({}), 'unix:///run/desktop.sock');
  assert.equal(hostOf({ DOCKER_HOST: 'tcp://127.0.0.1:2375' }), 'tcp://127.0.0.1:2375');
  assert.match(hostOf({ DOCKER_CONTEXT: 'default' }), /docker/);
  assert.throws(() => hostOf({ DOCKER_CONTEXT: 'gone' }), /“gone”/);
  assert.equal(engineEndpoint({ DOCKER_CONFIG: folder, DOCKER_HOST: 'ssh://a' }).request, undefined);
});

test('an engine is started only by root on Debian or Ubuntu, and never in place of a chosen one', () => {
  const standard = { host: 'unix:///var/run/docker.sock', from: 'the default socket', isDefault: true };
  const chosen = { host: 'tcp://10.0.0.1:2375', from: 'DOCKER_HOST', isDefault: false };
  const debian = { platform: 'linux', distribution: 'debian', root: true };
  const why = (system, endpoint = standard, code = 'ENOENT') =>
    whyNotHere({ endpoint, system, failure: Object.assign(new Error('no'), { code }) });

  assert.equal(why(debian), undefined);
  assert.equal(why({ ...debian, distribution: 'ubuntu' }, standard, 'ECONNREFUSED'), undefined);
  assert.match(why({ ...debian, root: false }).next, /when root runs it/);
  assert.match(why({ ...debian, distribution: 'fedora' }).message, /No Docker engine answers/);
  assert.match(why({ platform: 'darwin', distribution: '', root: true }).next, /Docker Desktop/);
  assert.match(why(debian, chosen, 'ECONNREFUSED').message, /from DOCKER_HOST\): ECONNREFUSED/);
  assert.match(why({ ...debian, root: false }, standard, 'EACCES').message, /may not use/);
});

test('an answer of the engine counts only when it came whole and holds no error', async t => {
  const server = createServer((request, response) => {
    const path = request.url;
    if (path === '/cut') response.write('{"status":"Downloading"}\n', () => response.destroy());
    else if (path === '/error') response.end('{"status":"Pulling"}\n{"error":"no such image"}\n');
    else if (path === '/refused') response.writeHead(404).end('{"message":"No such image: a"}');
    else if (path === '/silent') response.write('{"status":"Downloading"}\n');
    else request.pipe(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  const endpoint = { request: { host: '127.0.0.1', port: server.address().port } };
  const ask = (path, options) => askEngine(endpoint, 'POST', path, { signal, ...options });

  const seen = [];
  await ask('/echo', {
    body: Readable.from(['{"sta', 'tus":"one"}\n{"status"', ':"two"}']),
    onMessage: ({ status }) => seen.push(status),
  });
  assert.deepEqual(seen, ['one', 'two']);
  await assert.rejects(ask('/cut'), /aborted|hang up/);
  await assert.rejects(ask('/error'), new EngineError('no such image', 200));
  await assert.rejects(ask('/refused'), new EngineError('No such image: a', 404));
  await assert.rejects(ask('/silent', { silenceMs: 50 }));
});
