import assert from 'node:assert/strict';
import { test } from 'node:test';
import { degenerateCommand } from './degenerateCommand.ts';

const counts = (command: string[], asked = '') => degenerateCommand(command, undefined, asked) === undefined;

test('the false successes of the original’s published runs do not count', () => {
  assert.equal(counts(['gmx_mpi', 'mdrun', '-h']), false);
  assert.equal(counts(['mpirun', '-np', '8', 'gmx_mpi', 'mdrun', '-version']), false);
  assert.equal(counts(['/bin/bash', '-c', 'cd /data && lmp --help']), false);
  assert.equal(counts(['sh', '-c', 'which lmp; echo ok']), false);
});

test('running the application counts, also beside a look at its version', () => {
  assert.equal(counts(['lmp', '-in', 'in.melt']), true);
  assert.equal(counts(['bash', '-lc', 'lmp --version && OMP_NUM_THREADS=2 lmp -in in.melt | tee log']), true);
  assert.equal(counts(['app', '-h', '4']), true);
});

test('what the plan asks for counts', () => {
  assert.equal(counts(['lmp', '-h'], 'Run lmp -h and list the packages'), true);
});
