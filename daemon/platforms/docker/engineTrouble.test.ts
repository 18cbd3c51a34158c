import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from './engineClient.ts';
import { explainTrouble } from './engineTrouble.ts';

const SOCKET = { kind: 'socket', path: '/s', description: 'unix:///s (the default socket)' } as const;

test('says for each trouble what to do about it on this system', () => {
  const next = (code: string, system: NodeJS.Platform): string =>
    explainTrouble(new EngineError('x', undefined, code), SOCKET, system).next;
  assert.match(next('ENOENT', 'linux'), /apt-get install docker\.io/u);
  assert.match(next('ENOENT', 'darwin'), /open -a Docker/u);
  assert.match(next('ECONNREFUSED', 'linux'), /systemctl start docker/u);
  assert.match(next('EACCES', 'linux'), /usermod -aG docker/u);
});

test('an http port that wants TLS is named as such', () => {
  const tcp = { kind: 'tcp', host: 'h', port: 2376, description: 'tcp://h:2376 (DOCKER_HOST)' } as const;
  const error = new EngineError('Client sent an HTTP request to an HTTPS server.', 400);
  assert.match(explainTrouble(error, tcp).next, /DOCKER_TLS_VERIFY/u);
});
