import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { RegistryCredentials } from './registryCredentials.ts';

const folder = mkdtempSync(join(tmpdir(), 'fractale-credentials-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const HELPER = `#!/bin/sh
read -r server
case "$1 $server" in
"get r.example") echo '{"ServerURL":"r.example","Username":"ann","Secret":"s3cret"}' ;;
"get https://index.docker.io/v1/") echo '{"ServerURL":"x","Username":"<token>","Secret":"tok"}' ;;
*) echo "credentials not found in native keychain"; exit 1 ;;
esac
`;
writeFileSync(join(folder, 'docker-credential-test'), HELPER);
chmodSync(join(folder, 'docker-credential-test'), 0o755);
const environment = { PATH: `${folder}:${process.env.PATH}` };

function decode(header: string | undefined): unknown {
  return header === undefined ? undefined : JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
}

test('credentials kept in the configuration, under the names that registries go by', async () => {
  // A password whose base64 differs between the two alphabets: the engine reads the URL-safe one.
  const password = '~~~???>>>:';
  const auth = Buffer.from(`bob:${password}`).toString('base64');
  const config = {
    folder,
    credHelpers: {},
    auths: { 'https://r.example/v2/': { auth }, 'https://index.docker.io/v1/': { identitytoken: 't' } },
  };
  const credentials = new RegistryCredentials(config, environment);
  assert.deepEqual(decode(await credentials.header('r.example')), {
    username: 'bob',
    password,
    serveraddress: 'r.example',
  });
  assert.deepEqual(decode(await credentials.header('other.example')), {});
  const all = decode(await credentials.buildHeader()) as Record<string, unknown>;
  assert.deepEqual(all['https://index.docker.io/v1/'], {
    identitytoken: 't',
    serveraddress: 'https://index.docker.io/v1/',
  });
  assert.match((await credentials.buildHeader()) ?? '', /^(?:[\w-]{4})+(?:[\w-]{2}==|[\w-]{3}=)?$/u);
});

test('credentials from a store: password, token, none, and a store that is not installed', async () => {
  const stored = { folder, credHelpers: {}, auths: { 'r.example': {} }, credsStore: 'test' };
  const credentials = new RegistryCredentials(stored, environment);
  assert.deepEqual(decode(await credentials.header('r.example')), {
    username: 'ann',
    password: 's3cret',
    serveraddress: 'r.example',
  });
  assert.deepEqual(decode(await credentials.header('docker.io')), {
    identitytoken: 'tok',
    serveraddress: 'https://index.docker.io/v1/',
  });
  assert.deepEqual(decode(await credentials.header('unknown.example')), {});
  const missing = new RegistryCredentials({ ...stored, credsStore: 'nosuch' }, environment);
  assert.deepEqual(decode(await missing.buildHeader()), {});
});

test('nobody logged in: builds carry no credentials', async () => {
  const none = new RegistryCredentials({ folder, auths: {}, credHelpers: {} }, environment);
  assert.equal(await none.buildHeader(), undefined);
});
