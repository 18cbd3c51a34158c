import { after, test } from 'node:test';
import { closeSharedBrowser } from './browser.ts';
import { Code, type CodeOptions } from './code.ts';
import type { Workbench } from './workbench.ts';

const LIMIT_MS = 120_000;
/** For the pictures of what failed, and for ending everything. */
const PICTURES_MS = 30_000;
const OUTPUT_LINES = 40;

export interface Journey {
  readonly code: Code;
  /** The first window, opened on the workspace folder. */
  readonly window: Workbench;
}

let closesBrowser = false;

/**
 * A test in the real VS Code, with a server, a workspace folder, a home and a daemon of its own. When it fails,
 * there is a picture of each window, and the error names them; it is skipped where VS Code cannot be had.
 */
export function journey(
  name: string,
  options: CodeOptions & { readonly limitMs?: number },
  work: (journey: Journey) => Promise<void>,
): void {
  if (!closesBrowser) {
    closesBrowser = true;
    after(closeSharedBrowser);
  }
  const skip = process.env.FRACTALE_NO_VSCODE;
  const { limitMs = LIMIT_MS } = options;
  test(name, { timeout: limitMs + PICTURES_MS, ...(skip && { skip }) }, async () => {
    await using code = await Code.prepare(name, options);
    const whole = async () => {
      await code.start();
      await work({ code, window: await code.openWindow() });
    };
    try {
      await within(limitMs, whole());
    } catch (error) {
      throw await withPictures(code, error);
    }
  });
}

/** The test runner's own limit would leave no time to take a picture. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const limit = setTimeout(() => reject(new Error(`The journey had not ended after ${ms / 1000} s.`)), ms);
  await Promise.race([work, late]).finally(() => clearTimeout(limit));
}

async function withPictures(code: Code, error: unknown): Promise<Error> {
  const told: string[] = [];
  for (const [index, window] of code.windows.entries()) {
    try {
      told.push(`Picture: ${await code.screenshots.take(window.page, `failed-${index + 1}`)}`);
    } catch {
      told.push(`Window ${index + 1} is closed.`);
    }
    told.push(...window.consoleErrors.slice(-5).map(text => `Console: ${text.slice(0, 300)}`));
  }
  const printed = code.output.trimEnd().split('\n').slice(-OUTPUT_LINES).join('\n');
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new Error(`${message}\n\n${told.join('\n')}\nThe server printed, at its end:\n${printed}`, {
    cause: error,
  });
}
