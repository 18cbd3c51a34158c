import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FailureCategory } from '../../protocol/verdict.ts';
import { buildFailure } from './buildFailure.ts';

const DOCKERFILE = `FROM nosuch.example/app
RUN curl https://gone.example/x && curl https://mirror.example/y && git clone https://github.com/lammps/lammps.git
`;

import { pushFailure } from './registryFailure.ts';

function check(
  cases: readonly (readonly [string, FailureCategory | undefined])[],
  of: (text: string) => FailureCategory | undefined,
): void {
  for (const [text, category] of cases) assert.equal(of(text), category, text);
}

test('whose fault a FROM is that fails', () => {
  check(
    [
      ['manifest for debian:nosuch not found: manifest unknown: manifest unknown', 'build.image'],
      [
        "pull access denied for nosuch, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
        'build.image',
      ],
      ['invalid reference format: repository name must be lowercase', 'build.image'],
      ['no matching manifest for linux/arm64/v8 in the manifest list entries', 'build.image'],
      [
        'Get "https://nosuch.example/v2/": dial tcp: lookup nosuch.example on 10.0.0.2:53: no such host',
        'build.image',
      ],
      [
        'Get "https://registry.example/v2/": dial tcp: lookup registry.example on 10.0.0.2:53: no such host',
        'infra.network',
      ],
      [
        'Get "https://nosuch.example/v2/": dial tcp: lookup nosuch.example: Temporary failure in name resolution',
        'infra.network',
      ],
      [
        'Get "https://registry.example/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
        'infra.network',
      ],
      ['Get "https://r.example/v2/": dial tcp 10.0.0.9:443: connect: connection refused', 'infra.network'],
      [
        'toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating',
        'infra.registry',
      ],
      ['received unexpected HTTP status: 503 Service Unavailable', 'infra.registry'],
      [
        'Get "https://r.example/v2/app/manifests/latest": unauthorized: authentication required',
        'infra.registry',
      ],
      ['Get https://r.example/v2/app/manifests/latest: no basic auth credentials', 'infra.registry'],
      [
        'failed to register layer: Error processing tar file(exit status 1): write /usr/lib/x: no space left on device',
        'infra.disk',
      ],
      ['context canceled', 'infra.engine'],
    ],
    message => buildFailure({ message }, 'FROM', '', DOCKERFILE),
  );
});

test('what is not the engine to blame for, the log decides', () => {
  const copy =
    'COPY failed: file not found in build context or excluded by .dockerignore: stat a: file does not exist';
  assert.equal(buildFailure({ message: copy }, 'COPY', '', DOCKERFILE), undefined);
  assert.equal(
    buildFailure(
      {
        message:
          "invalid from flag value nosuch: pull access denied for nosuch, repository does not exist or may require 'docker login'",
      },
      'COPY',
      '',
      DOCKERFILE,
    ),
    'build.image',
  );
  const command = "The command '/bin/sh -c curl https://x | grep unauthorized' returned a non-zero code: 1";
  assert.equal(buildFailure({ message: command, code: 1 }, 'RUN', 'unauthorized\n', DOCKERFILE), undefined);
});

test('an engine that cannot start the container of an instruction', () => {
  const message =
    'failed to create endpoint modest_hertz on network bridge: adding interface vethe26fa26 to bridge docker0 failed: could not find bridge docker0: route ip+net: no such network interface';
  assert.equal(buildFailure({ message }, 'RUN', '', DOCKERFILE), 'infra.engine');
});

test('a text that is no Dockerfile', () => {
  check(
    [
      ['dockerfile parse error line 1: unknown instruction: FRM', 'build.syntax'],
      ['the Dockerfile (Dockerfile) cannot be empty', 'build.syntax'],
      ['the --mount option requires BuildKit. Refer to https://docs.docker.com/ to learn', 'build.syntax'],
    ],
    message => buildFailure({ message }, '', '', DOCKERFILE),
  );
});

test('a command that failed for the network, for the disk, or for a host that is not', () => {
  check(
    [
      [
        "Err:1 http://packages.example/debian bookworm InRelease\n  Temporary failure resolving 'packages.example'\nE: Unable to locate package gcc",
        'infra.network',
      ],
      ['curl: (6) Could not resolve host: github.com\n', 'infra.network'],
      [
        "fatal: unable to access 'https://github.com/lammps/lammps.git/': Failed to connect to github.com port 443 after 130000 ms: Couldn't connect to server",
        'infra.network',
      ],
      [
        "urllib3.connectionpool.HTTPSConnectionPool(host='index.example', port=443): Max retries exceeded (Caused by NewConnectionError('Temporary failure in name resolution'))",
        'infra.network',
      ],
      ["  Temporary failure resolving 'mirror.example'\n", 'infra.network'],
      [
        "Get:1 http://packages.example/debian bookworm InRelease [151 kB]\n  Temporary failure resolving 'mirror.example'\n",
        'build.dependency',
      ],
      ['curl: (6) Could not resolve host: gone.example; Unknown error\n', 'build.dependency'],
      ['E: Write error - write (28: No space left on device)\n', 'infra.disk'],
      ['foo.c:1:10: fatal error: mpi.h: No such file or directory\n', undefined],
    ],
    output =>
      buildFailure({ message: 'returned a non-zero code: 100', code: 100 }, 'RUN', output, DOCKERFILE),
  );
});

test('a push that fails is never the image to blame for', () => {
  check(
    [
      ['denied: requested access to the resource is denied', 'infra.registry'],
      ['no basic auth credentials', 'infra.registry'],
      ['Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused', 'infra.network'],
      ['write /tmp/x: no space left on device', 'infra.disk'],
      ['something new', 'infra.registry'],
    ],
    pushFailure,
  );
});
