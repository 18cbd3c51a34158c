import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UserError } from '../../protocol/userError.ts';
import { readDockerConfig } from './dockerConfig.ts';
import { type DockerEndpoint, findEndpoint } from './dockerEndpoint.ts';

const home = mkdtempSync(join(tmpdir(), 'fractale-endpoint-'));
const config = join(home, '.docker');
mkdirSync(config);
after(() => rmSync(home, { recursive: true, force: true }));

async function endpoint(environment: Record<string, string>): Promise<DockerEndpoint> {
  const all = { HOME: home, ...environment };
  return await findEndpoint(all, await readDockerConfig(all));
}

function writeConfig(value: unknown): void {
  writeFileSync(join(config, 'config.json'), typeof value === 'string' ? value : JSON.stringify(value));
}

function writeContext(name: string, docker: unknown, tls = false): void {
  const id = createHash('sha256').update(name).digest('hex');
  const meta = join(config, 'contexts', 'meta', id);
  mkdirSync(meta, { recursive: true });
  writeFileSync(join(meta, 'meta.json'), JSON.stringify({ Name: name, Endpoints: { docker } }));
  if (!tls) return;
  const folder = join(config, 'contexts', 'tls', id, 'docker');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ca.pem'), 'CA');
}

async function refusal(environment: Record<string, string>): Promise<UserError> {
  const error = await endpoint(environment).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof UserError);
  assert.equal(error.code, 'missing-engine');
  return error;
}

test('DOCKER_HOST in each of its forms, and before any context', async () => {
  const socket = await endpoint({ DOCKER_HOST: 'unix:///run/x.sock', DOCKER_CONTEXT: 'nosuch' });
  assert.deepEqual(socket, {
    kind: 'socket',
    path: '/run/x.sock',
    description: 'unix:///run/x.sock (DOCKER_HOST)',
  });
  const tcp = await endpoint({ DOCKER_HOST: 'tcp://[::1]:1234' });
  assert.deepEqual(tcp, {
    kind: 'tcp',
    host: '::1',
    port: 1234,
    description: 'tcp://[::1]:1234 (DOCKER_HOST)',
  });
  const pipe = await endpoint({ DOCKER_HOST: 'npipe:////./pipe/engine' });
  assert.equal(pipe.kind === 'socket' && pipe.path, '//./pipe/engine');
  const tls = await endpoint({
    DOCKER_HOST: 'tcp://build.example',
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: home,
  });
  assert.deepEqual(tls.kind === 'tcp' && [tls.port, tls.tls], [2376, { verify: true }]);
});

test('what is no address, or one over ssh, is refused by name with a way out', async () => {
  const ssh = await refusal({ DOCKER_HOST: 'ssh://me@build.example' });
  assert.match(ssh.message, /ssh:\/\/me@build\.example/u);
  assert.match(ssh.next ?? '', /ssh -nNT -L \S+ me@build\.example/u);
  assert.match((await refusal({ DOCKER_HOST: 'ftp://x' })).message, /ftp:\/\/x/u);
});

test('contexts: from DOCKER_CONTEXT, from the configuration, missing, without a host', async () => {
  writeContext('far', { Host: 'tcp://far.example:2376', SkipTLSVerify: true }, true);
  writeContext('empty', {});
  writeConfig({ currentContext: 'far', auths: { x: 7 } });
  const configured = await endpoint({});
  assert.deepEqual(configured.kind === 'tcp' && [configured.host, configured.tls], [
    'far.example',
    { ca: 'CA', verify: false },
  ]);
  const missing = await refusal({ DOCKER_CONTEXT: 'nosuch' });
  assert.match(missing.message, /"nosuch", chosen by DOCKER_CONTEXT, does not exist/u);
  assert.match((await refusal({ DOCKER_CONTEXT: 'empty' })).message, /names no Docker host/u);
  assert.equal((await endpoint({ DOCKER_CONTEXT: 'default' })).kind, 'socket');
});

test('a configuration that is no JSON is refused with its name', async () => {
  writeConfig('{"currentContext": ');
  assert.match((await refusal({})).message, /config\.json is not a JSON object/u);
  writeConfig({});
});

test("a rootless engine's socket is found when there is no other", async t => {
  const runtime = join(home, 'runtime');
  mkdirSync(runtime);
  const server = createServer().listen(join(runtime, 'docker.sock'));
  t.after(() => server.close());
  const found = await endpoint({ XDG_RUNTIME_DIR: runtime });
  assert.ok(found.kind === 'socket');
  assert.ok([join(runtime, 'docker.sock'), '/var/run/docker.sock'].includes(found.path));
});
