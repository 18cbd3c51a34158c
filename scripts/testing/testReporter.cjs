const { inspect } = require('node:util');

/**
 * A reporter for Node's test runner that writes one JSON line for each test that starts and each that ends:
 * what scripts/testing/testFile.mjs reads. Suites and tests that failed only for a test inside them are left
 * out, so that each failure counts once. CommonJS, since the runner takes a reporter as a default export.
 */
module.exports = async function* jsonLines(source) {
  const names = [];
  for await (const { type, data } of source) {
    if (type === 'test:start') {
      names.length = data.nesting;
      names[data.nesting] = data.name;
    }
    // These two come as it happens; the others wait for the tests before them in the file.
    if (type === 'test:dequeue' || type === 'test:complete') {
      const test = `${data.name} (line ${data.line})`;
      yield line({ event: type === 'test:dequeue' ? 'started' : 'ended', test });
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const { error, type: kind, duration_ms: ms } = data.details;
    if (kind === 'suite' && type === 'test:pass') continue;
    if (error?.failureType === 'subtestsFailed') continue;
    const name = [...names.slice(0, data.nesting), data.name].join(' › ');
    const skipped = data.skip !== undefined || data.todo !== undefined;
    const outcome = skipped ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed';
    const where = data.file && `${data.file}:${data.line}`;
    yield line({
      event: outcome,
      name,
      ms,
      where,
      ...(outcome === 'failed' && { error: describe(error) }),
      ...(outcome === 'skipped' && typeof data.skip === 'string' && { reason: data.skip }),
    });
  }
};

function line(value) {
  return `${JSON.stringify(value)}\n`;
}

/** The runner wraps what a test threw; an assertion's own message already shows both sides. */
function describe(error) {
  const cause = error.cause ?? error;
  return cause?.code === 'ERR_ASSERTION' ? cause.stack : inspect(cause);
}
