const { appendFileSync, writeFileSync } = require('node:fs');
const { format } = require('node:util');
const { pathToFileURL } = require('node:url');

/**
 * What the extension host loads in place of the tests: runs them, and writes what they print, each piece at once
 * and in order, to the file that FRACTALE_STAND_IN_OUTPUT names. The extension host's own console reaches the
 * stand-in only through the window, and not when the process crashes. A second file, `….passed`, tells that all
 * tests passed: the window counts a crash as a success.
 */
exports.run = async () => {
  const { FRACTALE_STAND_IN_OUTPUT: output, FRACTALE_STAND_IN_TESTS: tests } = process.env;
  let over = false;
  const write = text => {
    // What the extension host complains of while it ends is not the tests' business.
    if (!over) appendFileSync(output, text);
  };
  for (const level of ['log', 'info', 'warn', 'error', 'debug']) {
    // The extension host has put accessors there, which an assignment does not replace.
    const value = (...args) => write(`${format(...args)}\n`);
    Object.defineProperty(console, level, { value, configurable: true, writable: true });
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk, encoding, done) => {
      write(chunk);
      (typeof encoding === 'function' ? encoding : done)?.();
      return true;
    };
  }
  try {
    const { run } = await load(tests);
    if (typeof run !== 'function') throw new Error(`${tests} exports no function run`);
    await run();
    writeFileSync(`${output}.passed`, '');
  } catch (error) {
    write(`${error?.stack ?? error}\n`);
    throw error;
  } finally {
    over = true;
  }
};

async function load(tests) {
  try {
    return require(tests);
  } catch (error) {
    if (error.code !== 'ERR_REQUIRE_ASYNC_MODULE' && error.code !== 'ERR_REQUIRE_ESM') throw error;
    return import(pathToFileURL(tests).href);
  }
}
