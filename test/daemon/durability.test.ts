import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { foldAll } from '../../daemon/protocol/fold.ts';
import { digestOf } from '../../daemon/store/digestOf.ts';
import { EventStore } from '../../daemon/store/eventStore.ts';
import { openDatabase } from '../../daemon/store/sqlite.ts';
import { temporaryHome } from './fixtures/temporaryHome.ts';

const ROUNDS = 20;

test('a process that is killed while it appends loses nothing that it acknowledged', async t => {
  const home = temporaryHome(t);
  const program = fileURLToPath(new URL('fixtures/appender.ts', import.meta.url));
  const env = { ...process.env, FRACTALE_HOME: home.root };
  for (let round = 1; round <= ROUNDS; round += 1) {
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', chunk => {
      output += chunk;
      // At another moment in each round: somewhere in or between the appends.
      if (output.length > round * 97) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const acknowledged = Number(output.split('\n').at(-2));
    assert.ok(acknowledged > 0);

    const store = EventStore.open(home);
    const events = store.events(0, { limit: -1 });
    assert.ok(store.lastSeq() >= acknowledged);
    assert.deepEqual(
      events.map(({ seq }) => seq),
      Array.from({ length: store.lastSeq() }, (_, index) => index + 1),
    );
    for (const event of events) {
      if (event.type === 'artifact.proposed') assert.notEqual(store.text(event.artifact.digest), undefined);
    }
    for (const state of store.list(10))
      assert.deepEqual(state, foldAll(events.filter(({ run }) => run === state.id)));
    assert.equal(store.text(digestOf('never put')), undefined);
    store.close();
  }
  const database = openDatabase(home.database);
  t.after(() => database.close());
  assert.deepEqual({ ...database.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
});
