const PLAIN_INTERVAL_MS = 5_000;
const TERMINAL_INTERVAL_MS = 100;

/** Says that something was there already. */
export function found(label) {
  console.log(`✓ ${label}`);
}

/**
 * Runs one step of the set-up and shows it: what it does, what it is busy with, how long it took.
 * On a terminal the detail stays on one line; in a pipe there is a line every five seconds at most.
 * @template T
 * @param {string} label
 * @param {(detail: (text: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(label, work) {
  const started = performance.now();
  const terminal = process.stdout.isTTY;
  let shown = started;
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const line = text => {
    if (terminal) process.stdout.write(`\r\x1b[K${text.slice(0, (process.stdout.columns || 80) - 1)}`);
    else console.log(text);
  };
  const detail = text => {
    const now = performance.now();
    if (now - shown < (terminal ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS)) return;
    shown = now;
    const busy = text.replace(/\p{Cc}+/gu, ' ').trim();
    line(terminal ? `• ${label}  ${seconds()}  ${busy}` : `    ${seconds()}  ${busy}`);
  };
  const end = mark => {
    line(`${mark} ${label}  ${seconds()}`);
    if (terminal) process.stdout.write('\n');
  };
  line(`• ${label}`);
  try {
    const result = await work(detail);
    end('✓');
    return result;
  } catch (error) {
    end('✗');
    throw error;
  }
}
