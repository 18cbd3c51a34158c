import { runCommand } from './command.mjs';
import { SetupError } from './setupError.mjs';

const ENVIRONMENT = {
  DEBIAN_FRONTEND: 'noninteractive',
  APT_LISTCHANGES_FRONTEND: 'none',
  LC_ALL: 'C.UTF-8',
};
const OPTIONS = ['--quiet', '-o', 'DPkg::Lock::Timeout=120'];
let updated = false;

/** Installs packages of the machine's distribution, without the ones they only recommend. */
export async function aptInstall(packages, { signal, detail }) {
  await aptUpdate({ signal, detail });
  // Does nothing, unless an installation was broken off before.
  await run('dpkg', ['--configure', '-a'], { signal, detail });
  await run('apt-get', ['install', '--yes', '--no-install-recommends', ...OPTIONS, ...packages], {
    signal,
    detail,
  });
}

/** Reads the package lists anew, once for each run of a script. */
export async function aptUpdate({ signal, detail }) {
  if (updated) return;
  await run('apt-get', ['update', ...OPTIONS], { signal, detail });
  updated = true;
}

async function run(command, args, { signal, detail }) {
  try {
    await runCommand(command, args, { signal, detail, env: { ...process.env, ...ENVIRONMENT } });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new SetupError(
      error.message,
      `See why \`${[command, ...args].join(' ')}\` fails (network, package sources, disk), mend it, and run the same command again.`,
    );
  }
}
