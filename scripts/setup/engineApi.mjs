import { request } from 'node:http';
import { pipeline } from 'node:stream/promises';

const ANSWER_MS = 10_000;

/** The engine answered, and said no. */
export class EngineError extends Error {
  constructor(message, status) {
    super(message);
    this.name = 'EngineError';
    this.status = status;
  }
}

/**
 * One request of the Docker Engine API. The answer is a list of JSON values, one a line; `onMessage` sees each
 * as it comes. `silenceMs` bounds how long the engine may say nothing.
 * Rejects with an `EngineError` when the engine refuses or reports an error in its answer.
 * @param {import('./engineEndpoint.mjs').Endpoint} endpoint
 */
export async function askEngine(endpoint, method, path, { signal, body, onMessage, silenceMs = ANSWER_MS }) {
  const sent = request({ ...endpoint.request, method, path, signal });
  const answer = new Promise((resolve, reject) => {
    sent.on('response', resolve);
    sent.on('error', reject);
  });
  sent.setTimeout(silenceMs, () => sent.destroy(new Error(`no answer for ${silenceMs / 1000} s`)));
  const [, response] = await Promise.all([body ? pipeline(body, sent) : sent.end(), answer]);

  let last = '';
  const read = line => {
    if (line.trim() === '') return;
    last = line;
    const message = parse(line) ?? {};
    if (response.statusCode < 400 && message.error) throw new EngineError(message.error, response.statusCode);
    onMessage?.(message);
  };
  let rest = '';
  response.setEncoding('utf8');
  for await (const chunk of response) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(read);
  }
  read(rest);
  if (response.statusCode >= 400) {
    throw new EngineError(parse(last)?.message ?? `status ${response.statusCode}`, response.statusCode);
  }
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
