import { join } from 'node:path';
import { runInForeground } from './setup/foreground.mjs';
import { prepare, ROOT } from './setup/prepare.mjs';
import { MISSING, runScript } from './setup/script.mjs';

/** `npm start`: sets up what is missing, then runs the quickstart plan. Arguments go to `fractale run`. */
await runScript(async signal => {
  console.log('Fractale: setting up. What is there is used as it is.\n');
  await prepare({ signal });
  signal.throwIfAborted();
  const plan = join('plans', 'quickstart.yaml');
  const args = ['run', plan, '--results', 'results', ...process.argv.slice(2)];
  console.log(`\nfractale ${args.join(' ')}\n`);
  process.chdir(ROOT);
  const status = await runInForeground(process.execPath, [join(ROOT, 'bin', 'fractale.mjs'), ...args]);
  if (status < MISSING) console.log('\nTo see the run in VS Code: npm run code');
  return status;
});
