import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aptInstall, aptUpdate } from './apt.mjs';
import { commandExists, runCommand } from './command.mjs';
import { askEngine } from './engineApi.mjs';
import { step } from './progress.mjs';
import { SetupError } from './setupError.mjs';

/** Not /tmp: where that is in memory it is mounted without devices, which debootstrap makes. */
const FOLDER = '/var/tmp';
const IMPORT_SILENCE_MS = 120_000;

/**
 * Makes a minimal Debian image from the machine's own Debian mirror, with the small changes that the published
 * image has: no service starts in a build, downloaded packages are not kept, dpkg does not wait for the disk.
 */
export async function debootstrapImage({ engine, release, image, signal }) {
  if (!commandExists('debootstrap')) {
    await step('debootstrap: apt-get install debootstrap', detail =>
      aptInstall(['debootstrap'], { signal, detail }),
    );
  }
  const temporary = await mkdtemp(join(FOLDER, 'fractale-base-'));
  const root = join(temporary, 'root');
  try {
    await step(`Base image ${image}: debootstrap`, async detail => {
      const sources = await debianSources({ release, signal, detail });
      await mkdir(root, { mode: 0o755 });
      const mirror = sources.find(({ suite }) => suite === release)?.uri;
      const extra = sources.some(({ uri }) => uri.startsWith('https:')) ? ['--include=ca-certificates'] : [];
      const args = ['--variant=minbase', ...extra, release, root, ...(mirror ? [mirror] : [])];
      await runCommand('debootstrap', args, { signal, detail });
      await finish(root, sources);
    });
    await step(`Base image ${image}: import`, () => importImage({ engine, image, root, signal }));
  } catch (error) {
    if (signal.aborted || error instanceof SetupError) throw error;
    throw new SetupError(
      `The base image ${image} could not be made. ${error.message}`,
      `Mend what it names (network, disk space in ${FOLDER}), then run the same command again.`,
    );
  } finally {
    await remove(temporary);
  }
}

/**
 * The suites of `release` that this machine's apt reads from Debian; when it reads none of that release, the
 * place of another one. Empty when apt gets them in a way that debootstrap cannot (it has a default of its own).
 */
export async function debianSources({ release, signal, detail }) {
  const read = async () => (await indexTargets(signal)).filter(source => source.origin === 'Debian');
  let sources = await read();
  if (sources.length === 0) {
    await aptUpdate({ signal, detail });
    sources = await read();
  }
  const same = sources.filter(({ suite }) => suite === release || suite.startsWith(`${release}-`));
  if (same.length > 0) return same;
  const other = sources.find(({ suite }) => !suite.includes('-'));
  return other === undefined ? [] : [{ uri: other.uri, suite: release }];
}

async function indexTargets(signal) {
  const fields = ['$(ORIGIN)', '$(REPO_URI)', '$(CODENAME)', '$(COMPONENT)'].join('\t');
  let text = '';
  await runCommand('apt-get', ['indextargets', '--format', fields, 'Created-By: Packages'], {
    signal,
    consume: async stdout => {
      for await (const chunk of stdout.setEncoding('utf8')) text += chunk;
    },
  });
  const rows = text.split('\n').map(line => line.split('\t'));
  return rows
    .filter(([, uri = '', , component]) => component === 'main' && /^(https?|file):/.test(uri))
    .map(([origin, uri, suite]) => ({ origin, uri, suite }));
}

async function finish(root, sources) {
  const list = sources.map(({ uri, suite }) => `deb ${uri} ${suite} main\n`).join('');
  if (list !== '') await writeFile(join(root, 'etc/apt/sources.list'), list);
  await writeFile(
    join(root, 'etc/apt/apt.conf.d/docker-clean'),
    'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };\n' +
      'Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache "";\n',
  );
  await writeFile(join(root, 'etc/dpkg/dpkg.cfg.d/docker-apt-speedup'), 'force-unsafe-io\n');
  const policy = join(root, 'usr/sbin/policy-rc.d');
  await writeFile(policy, '#!/bin/sh\nexit 101\n');
  await chmod(policy, 0o755);
}

async function importImage({ engine, image, root, signal }) {
  const [name, tag] = image.split(':');
  const query = new URLSearchParams({
    fromSrc: '-',
    repo: name,
    tag,
    message: 'made by Fractale with debootstrap',
    changes: 'CMD ["bash"]',
  });
  const leftOut = ['./var/cache/apt/archives/*.deb', './var/lib/apt/lists/*', './var/log/*.log'];
  const args = ['-C', root, '--numeric-owner', ...leftOut.map(path => `--exclude=${path}`), '-c', '.'];
  await runCommand('tar', args, {
    signal,
    consume: body =>
      askEngine(engine, 'POST', `/images/create?${query}`, { signal, body, silenceMs: IMPORT_SILENCE_MS }),
  });
}

/** What debootstrap mounted goes first: a removal must never reach into the machine's own /proc or /sys. */
async function remove(folder) {
  const signal = new AbortController().signal;
  for (const mount of ['proc', 'sys']) {
    await runCommand('umount', ['--lazy', join(folder, 'root', mount)], { signal }).catch(() => undefined);
  }
  await runCommand('rm', ['-rf', '--one-file-system', folder], { signal });
}
