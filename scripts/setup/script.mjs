import { SetupError } from './setupError.mjs';

/** Exit status when something that is needed is missing. */
export const MISSING = 3;
const INTERRUPTED = 130;

/**
 * Runs a script's main function and sets the exit status that it returns: 3 when something needed is missing
 * (a `SetupError`), 130 after Ctrl-C or SIGTERM, which `main` hears of through its signal and may clean up after.
 * @param {(signal: AbortSignal) => Promise<number>} main
 */
export async function runScript(main) {
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    process.exitCode = await main(abort.signal);
  } catch (error) {
    if (abort.signal.aborted) {
      console.error('Stopped.');
      process.exitCode = INTERRUPTED;
    } else if (error instanceof SetupError) {
      showSetupError(error);
      process.exitCode = MISSING;
    } else {
      throw error;
    }
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

export function showSetupError(error) {
  console.error(`\n${error.message}\n\nWhat to do: ${error.next}`);
}
