import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FailureCategory } from '../protocol/verdict.ts';
import { categorize } from './categorize.ts';
import type { LogKind } from './categoryOfLine.ts';
import { distill } from './distill.ts';

const CASES: readonly [LogKind, FailureCategory, string, number?][] = [
  ['build', 'build.dependency', 'E: Unable to locate package foo'],
  ['build', 'build.dependency', 'ERROR: No matching distribution found for foo==9'],
  [
    'build',
    'build.dependency',
    "fatal: unable to access 'https://x/': server certificate verification failed. CAfile: none CRLfile: none",
  ],
  [
    'build',
    'build.dependency',
    '-- Could NOT find Doxygen (missing: DOXYGEN_EXECUTABLE)\nCMake Error at CMakeLists.txt:3:\n  Could not find a package configuration file provided by "Kokkos"',
  ],
  [
    'build',
    'build.compile',
    'a.cpp:3:10: fatal error: mpi.h: No such file or directory\ncompilation terminated.\nmake: *** [a.o] Error 1',
  ],
  ['build', 'build.compile', '/usr/bin/ld: cannot find -lfftw3\ncollect2: error: ld returned 1 exit status'],
  ['build', 'build.compile', 'ninja: build stopped: subcommand failed.'],
  ['build', 'build.command', '/bin/sh: 1: git: not found', 127],
  ['build', 'build.command', 'fatal: Remote branch stable_9 not found in upstream origin', 128],
  ['build', 'build.command', 'some words', 1],
  [
    'build',
    'build.image',
    "pull access denied for nope, repository does not exist or may require 'docker login'",
  ],
  ['build', 'build.image', 'manifest for debian:nope not found: manifest unknown: manifest unknown'],
  ['build', 'build.syntax', 'dockerfile parse error line 3: unknown instruction: APT'],
  [
    'build',
    'infra.registry',
    'Get "https://registry.example/v2/": dial tcp: lookup registry.example: no such host',
  ],
  [
    'build',
    'infra.network',
    "Err:1 http://mirror.example bookworm InRelease\n  Temporary failure resolving 'mirror.example'\nW: Failed to fetch http://mirror.example/x  Temporary failure resolving 'mirror.example'\nE: Unable to locate package lammps",
    100,
  ],
  ['build', 'infra.network', 'curl: (6) Could not resolve host: mirror.example', 6],
  [
    'build',
    'build.dependency',
    "WARNING: Retrying (Retry(total=4, connect=None)) after connection broken by 'ReadTimeoutError': /simple/x\nERROR: No matching distribution found for x",
  ],
  [
    'build',
    'infra.network',
    "WARNING: Retrying (Retry(total=1, connect=None)) after connection broken by 'x'\nWARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'x'\nERROR: No matching distribution found for x",
  ],
  [
    'build',
    'build.command',
    'psql: could not connect to server: Connection refused\n  Is the server running on host "localhost" (127.0.0.1)?\nconnect to 127.0.0.1 port 5432: Connection refused',
  ],
  ['build', 'infra.disk', 'tar: x: Cannot write: No space left on device\ntar: Exiting with failure status'],
  ['job', 'run.command', 'exec: "lmp_mpi": executable file not found in $PATH: unknown', 127],
  ['job', 'run.command', '', 127],
  [
    'job',
    'run.command',
    'lmp: error while loading shared libraries: libmpi.so.40: cannot open shared object file: No such file or directory',
  ],
  ['job', 'run.mpi', 'mpirun has detected an attempt to run as root.'],
  [
    'job',
    'run.mpi',
    'There are not enough slots available in the system to satisfy the 8\nslots that were requested',
  ],
  ['job', 'run.mpi', '[n1:1] PMIX ERROR: ERROR in file gds_ds12_lock_pthread.c at line 168'],
  [
    'job',
    'run.input',
    'ERROR on proc 0: Cannot open input script in.x: No such file or directory (src/input.cpp:243)\nMPI_ABORT was invoked on rank 0',
  ],
  [
    'job',
    'run.input',
    "ERROR: Unrecognized pair style 'reax/c' is part of the REAXFF package which is not enabled (src/force.cpp:275)",
  ],
  [
    'job',
    'run.crash',
    'mpirun noticed that process rank 0 with PID 12 on node x exited on signal 11 (Segmentation fault).',
  ],
  ['job', 'run.crash', 'nothing said', 139],
  ['job', 'run.memory', 'nothing said', 137],
  ['job', 'run.memory', "terminate called after throwing an instance of 'std::bad_alloc'", 134],
  ['job', 'run.exit', 'ERROR: Lost atoms: original 4000 current 3999 (src/thermo.cpp:481)'],
  ['job', 'run.exit', '', 3],
];

for (const [kind, category, log, code = 1] of CASES) {
  test(`${category}: ${log.slice(0, 60).split('\n')[0]} (${kind}, exit ${code})`, async () => {
    const step = kind === 'build' ? ['Step 2/3 : RUN x'] : [];
    const cause = await distill([...step, ...log.split('\n')], kind);
    assert.equal(categorize(kind, cause, { kind: 'exited', code }), category);
  });
}

test('how it ended comes before what the log says', () => {
  const cause = { text: 'E: Unable to locate package x' };
  assert.equal(categorize('job', cause, { kind: 'deadline' }), 'limit.time');
  assert.equal(categorize('job', cause, { kind: 'memory', code: 137 }), 'run.memory');
  assert.equal(
    categorize('build', cause, { kind: 'infrastructure', message: 'no space left on device' }),
    'infra.disk',
  );
  assert.equal(
    categorize('build', cause, { kind: 'infrastructure', message: 'socket hang up' }),
    'infra.engine',
  );
});
