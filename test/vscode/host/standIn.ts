#!/usr/bin/env node
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import { vscodeServer } from '../../../scripts/setup/vscodeServer.mjs';
import { startServer } from '../../../scripts/vscode/startServer.ts';
import { closeSharedBrowser, sharedBrowser } from './browser.ts';
import { loadExtensions } from './developmentExtensions.ts';
import { type StandInArguments, standInArguments } from './standInArguments.ts';

/**
 * Stands in for the desktop's `code` where that cannot be had: `@vscode/test-electron`, given this file as
 * `vscodeExecutablePath`, runs its tests in the Node extension host of VS Code's server. Ends with the status
 * that the desktop would end with. FRACTALE_STAND_IN_SECONDS bounds a run of the tests.
 */
const ROOT = join(import.meta.dirname, '..', '..', '..');
const RUNNER = join(import.meta.dirname, 'standInRunner.cjs');
const LIMIT_S = Number(process.env.FRACTALE_STAND_IN_SECONDS ?? 240);
const PRINT_MS = 100;

const args = standInArguments(process.argv.slice(2));
const { node, server } = vscodeServer(ROOT);
if (args.version) {
  const { version }: { version: string } = JSON.parse(readFileSync(join(server, 'product.json'), 'utf8'));
  console.log(version);
} else if (args.install.length > 0 || args.list) {
  execFileSync(node, [join(server, 'out', 'server-main.js'), ...extensionArguments(args)], {
    stdio: 'inherit',
  });
} else if (args.testsPath === undefined) {
  console.error('Only tests can be run here: --extensionTestsPath is missing.');
  process.exitCode = 2;
} else {
  process.exitCode = await runTests(args, args.testsPath);
}

function extensionArguments({ install, list, extensionsFolder }: StandInArguments): string[] {
  return [
    '--accept-server-license-terms',
    ...(extensionsFolder === undefined ? [] : ['--extensions-dir', extensionsFolder]),
    ...install.flatMap(vsix => ['--install-extension', vsix]),
    ...(install.length > 0 ? ['--force'] : []),
    ...(list ? ['--list-extensions', '--show-versions'] : []),
  ];
}

async function runTests(args: StandInArguments, testsPath: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'fractale-stand-in-'));
  const outputFile = join(folder, 'output.txt');
  const { promise: ended, resolve, reject } = Promise.withResolvers<number>();
  const stop = () => reject(new Error('Stopped.'));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const limit = setTimeout(
    () => reject(new Error(`The tests had not ended after ${LIMIT_S} s.`)),
    LIMIT_S * 1000,
  );
  await using cleaner = new AsyncDisposableStack();
  cleaner.defer(() => {
    clearTimeout(limit);
    return rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });
  const printing = cleaner.use(await printFile(outputFile));
  try {
    const server = await startServer({
      ...args,
      folder,
      env: { ...process.env, FRACTALE_STAND_IN_OUTPUT: outputFile, FRACTALE_STAND_IN_TESTS: testsPath },
    });
    cleaner.use(server);
    const browser = await sharedBrowser();
    cleaner.defer(closeSharedBrowser);
    const page = await browser.newPage();
    const windowErrors: string[] = [];
    await page.exposeFunction('codeAutomationLog', (level: string, parts: unknown[]) => {
      if (level === 'error') windowErrors.push(format(...parts));
    });
    await page.exposeFunction('codeAutomationExit', resolve);
    page.on('crash', () => reject(new Error('The window crashed.')));
    await loadExtensions(page, server.origin, args.developmentPaths, RUNNER);
    await page.goto(server.url(args.opened));
    const status = await ended;
    await printing.rest();
    // Then the tests were not even begun, and only the window knows why.
    if (status !== 0 && printing.characters === 0) console.error(windowErrors.join('\n'));
    if (status === 0 && !existsSync(`${outputFile}.passed`))
      throw new Error('The extension host ended before its tests.');
    return status;
  } catch (error) {
    await printing.rest();
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

/** Prints what is written to a file as it grows. */
async function printFile(path: string) {
  const file = await open(path, 'a+', 0o600);
  const buffer = Buffer.alloc(64 * 1024);
  const printing = {
    characters: 0,
    async rest() {
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length, printing.characters);
        if (bytesRead === 0) return;
        printing.characters += bytesRead;
        process.stdout.write(buffer.subarray(0, bytesRead).toString());
      }
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await file.close();
    },
  };
  const timer = setInterval(() => void printing.rest(), PRINT_MS);
  return printing;
}
