import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createServer } from 'node:tls';
import { MarkedEngine } from './markedEngine.ts';

const folder = mkdtempSync(join(tmpdir(), 'fractale-tls-'));

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
}

function certificate(name: string, extension: string): void {
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.csr`,
    '-subj',
    `/CN=${name}`,
  );
  writeFileSync(join(folder, `${name}.ext`), extension);
  const signed = [
    '-CA',
    'ca.crt',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '1',
    '-extfile',
    `${name}.ext`,
  ];
  openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.crt`, ...signed);
}

openssl(
  'req',
  '-x509',
  '-newkey',
  'rsa:2048',
  '-nodes',
  '-days',
  '1',
  '-keyout',
  'ca.key',
  '-out',
  'ca.crt',
  '-subj',
  '/CN=test',
);
certificate('server', 'subjectAltName=IP:127.0.0.1\n');
certificate('client', 'extendedKeyUsage=clientAuth\n');
const certificates = join(folder, 'certificates');
mkdirSync(certificates);
for (const [from, to] of [
  ['ca.crt', 'ca.pem'],
  ['client.crt', 'cert.pem'],
  ['client.key', 'key.pem'],
] as const) {
  copyFileSync(join(folder, from), join(certificates, to));
}

const server = createServer(
  {
    key: readFileSync(join(folder, 'server.key')),
    cert: readFileSync(join(folder, 'server.crt')),
    ca: readFileSync(join(folder, 'ca.crt')),
    requestCert: true,
  },
  socket => {
    const far = connect('/var/run/docker.sock');
    socket.pipe(far).pipe(socket);
    for (const side of [socket, far]) side.on('error', () => side.destroy());
  },
);
server.on('tlsClientError', () => undefined);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
const port = typeof address === 'object' ? address?.port : undefined;
after(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function probe(variables: Record<string, string>): Promise<string> {
  const environment = { HOME: folder, DOCKER_HOST: `tcp://127.0.0.1:${port}`, ...variables };
  return (await (await new MarkedEngine(environment).open()).probe()).description;
}

test('an engine behind TLS, with the certificates of DOCKER_CERT_PATH', async () => {
  const all = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certificates };
  assert.match(await probe(all), /^Docker /u);
});

test('no TLS, an unknown authority, no certificate of our own', async () => {
  const unknown = join(folder, 'unknown');
  const anonymous = join(folder, 'anonymous');
  for (const each of [unknown, anonymous]) mkdirSync(each);
  copyFileSync(join(folder, 'ca.crt'), join(anonymous, 'ca.pem'));
  for (const variables of [
    {},
    { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: unknown },
    { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: anonymous },
  ]) {
    await assert.rejects(probe(variables), {
      name: 'UserError',
      code: 'missing-engine',
      next: /DOCKER_TLS_VERIFY/u,
    });
  }
});
