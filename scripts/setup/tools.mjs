import { aptInstall } from './apt.mjs';
import { commandExists } from './command.mjs';
import { found, step } from './progress.mjs';
import { SetupError } from './setupError.mjs';
import { mayInstall } from './system.mjs';

/** Sees to git, which keeps the versions of artifacts. */
export async function ensureGit({ system, signal }) {
  if (commandExists('git')) {
    found('git');
    return;
  }
  if (mayInstall(system)) {
    await step('git: apt-get install git', detail => aptInstall(['git'], { signal, detail }));
    return;
  }
  throw new SetupError(
    'git is not installed; Fractale keeps every version of an artifact in a git repository of its own.',
    'Install git, then run the same command again.',
  );
}

/** Sees to the registry that the tests push to; where it cannot be installed, those tests are skipped. */
export async function ensureRegistry({ system, signal }) {
  if (commandExists('docker-registry')) {
    found('docker-registry');
  } else if (mayInstall(system)) {
    await step('docker-registry: apt-get install docker-registry', detail =>
      aptInstall(['docker-registry'], { signal, detail }),
    );
  }
}
