import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseImageReference } from './imageReference.ts';

test('splits names as docker does', () => {
  const of = (image: string): unknown => Object.values(parseImageReference(image) ?? {});
  assert.deepEqual(of('lammps'), ['docker.io', 'lammps', 'latest']);
  assert.deepEqual(of('me/lammps:v1'), ['docker.io', 'me/lammps', 'v1']);
  assert.deepEqual(of('127.0.0.1:5000/lammps'), ['127.0.0.1:5000', '127.0.0.1:5000/lammps', 'latest']);
  assert.deepEqual(of('localhost/a/b:2'), ['localhost', 'localhost/a/b', '2']);
});

test('refuses what could reach another path of the API', () => {
  for (const image of ['', '../containers/x', 'a/../b', 'a b', 'a?x=1', 'a:b c', 'a%2e', 'x'.repeat(500)]) {
    assert.equal(parseImageReference(image), undefined, image);
  }
});
