import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FailureCategory } from '../protocol/verdict.ts';
import { categorize } from './categorize.ts';
import { distill } from './distill.ts';
import { fingerprint } from './fingerprint.ts';

async function print(log: string, kind: 'build' | 'job' = 'build'): Promise<string> {
  const cause = await distill(log.split('\n'), kind);
  return fingerprint(categorize(kind, cause, { kind: 'exited', code: 1 }), cause);
}

/** Two occurrences of one failure. */
const SAME: readonly [string, string][] = [
  [
    'Step 2/9 : RUN x\n/tmp/tmp.aX3d9/src/pair_reax.cpp:12:5: error: no x',
    'Step 4/9 : RUN x\n/build/src/pair_reax.cpp:14:9: error: no x',
  ],
  [
    'E: Failed to fetch http://a.example/pool/main/l/lammps_20210929_amd64.deb  404  Not Found [IP: 1.2.3.4 80]',
    'E: Failed to fetch http://b.example/debian/pool/main/l/lammps_20210929_amd64.deb  404  Not Found [IP: 5.6.7.8 80]',
  ],
  [
    'fatal: could not read from 2026-11-20T07:15:30.123Z 9f86d081884c7d65 (12.3 MB/s)',
    'fatal: could not read from 2026-11-21T17:05:00.001Z 2c26b46b68ffc68f (9 kB/s)',
  ],
  [
    'error: worker 17 on host: node017 failed after 3.2s',
    'error: worker 4 on host: node112 failed after 45 s',
  ],
  [
    '    ERROR: pip-install-5ir71bmz/x/setup.py failed: bad',
    '    ERROR: pip-install-z0rbm4ll/x/setup.py failed: bad',
  ],
  [
    '[a1b2c3d4e5f6:00012] Signal: Segmentation fault (11)',
    '[0f9e8d7c6b5a:00731] Signal: Segmentation fault (11)',
  ],
];
const DIFFERENT: readonly [string, string][] = [
  ['E: Unable to locate package gcc-12', 'E: Unable to locate package gcc-13'],
  ['E: Unable to locate package libxml2-dev', 'E: Unable to locate package libxml3-dev'],
  ['No matching distribution found for torch==2.1.0', 'No matching distribution found for torch==2.2.0'],
  [
    'ERROR: unsatisfiable constraints:\n  python (missing):',
    'ERROR: unsatisfiable constraints:\n  ruby (missing):',
  ],
  ['ResolvePackageNotFound:\n  - gdbm==1.12=0', 'ResolvePackageNotFound:\n  - zlib==1.2=0'],
  [
    'a.c:1:9: fatal error: mpi.h: No such file or directory',
    'a.c:1:9: fatal error: fftw3.h: No such file or directory',
  ],
  ['/usr/bin/ld: cannot find -lfftw3', '/usr/bin/ld: cannot find -lopenblas'],
  ['/bin/sh: 1: git: not found', '/bin/sh: 1: curl: not found'],
];

test('one failure has one fingerprint, wherever and whenever it happens', async () => {
  for (const [a, b] of SAME) assert.equal(await print(a), await print(b), a);
});

test('different failures have different fingerprints', async () => {
  for (const [a, b] of DIFFERENT) assert.notEqual(await print(a), await print(b), a);
  const silent = (step: string) =>
    print(`Step 2/3 : RUN ${step}\nThe command '${step}' returned a non-zero code: 1`);
  assert.notEqual(await silent('test -n "$A"'), await silent('test -n "$B"'));
});

test('a failure without a log is told by its words', () => {
  const print = (category: FailureCategory, text: string) => fingerprint(category, { text });
  assert.match(print('reply.format', 'image reply.format'), /^[0-9a-f]{16}$/u);
  assert.notEqual(
    print('artifact.refused', 'COPY is refused\nline 3'),
    print('artifact.refused', 'no FROM\nline 3'),
  );
  assert.notEqual(print('check.log', 'x'), print('check.metric', 'x'));
});
