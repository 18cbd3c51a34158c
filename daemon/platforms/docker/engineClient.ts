import type { IncomingMessage } from 'node:http';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type Docker from 'dockerode';
import type { DockerEndpoint } from './dockerEndpoint.ts';

/** One request of the Engine API. */
export interface EngineCall {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** With a leading slash, without a version: the engine then uses its newest. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly file?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The engine refused (`status`), or could not be reached or lost the connection (`code`, where known). */
export class EngineError extends Error {
  readonly status: number | undefined;
  readonly code: string | undefined;

  constructor(message: string, status?: number, code?: string) {
    super(message);
    this.name = 'EngineError';
    this.status = status;
    this.code = code;
  }
}

const ANSWER_LIMIT_MS = 30_000;
const MAX_BODY = 32 * 1024 * 1024;
const GOOD = Object.fromEntries([200, 201, 204, 304].map(status => [status, true]));

/**
 * The Engine API over dockerode's transport. Every answer is taken as a stream and read here: dockerode's own
 * methods listen only for the end of a body, so a connection cut within one would leave them waiting for ever.
 */
export class EngineClient {
  readonly endpoint: DockerEndpoint;
  readonly #modem: Docker['modem'];

  private constructor(endpoint: DockerEndpoint, modem: Docker['modem']) {
    this.endpoint = endpoint;
    this.#modem = modem;
  }

  static async create(endpoint: DockerEndpoint): Promise<EngineClient> {
    const { default: Dockerode } = await import('dockerode');
    // docker-modem looks at the process's DOCKER_HOST whatever options it gets; the endpoint decides here.
    const own = process.env.DOCKER_HOST;
    delete process.env.DOCKER_HOST;
    try {
      return new EngineClient(endpoint, new Dockerode(transportOf(endpoint)).modem);
    } finally {
      if (own !== undefined) process.env.DOCKER_HOST = own;
    }
  }

  /** The answer's body as it comes; leaving the loop closes the connection. Throws an `EngineError`. */
  async *chunks(call: EngineCall): AsyncGenerator<Buffer, void, undefined> {
    const response = await this.#dial(call);
    try {
      for await (const chunk of response) yield chunk;
    } catch (error) {
      throw engineError(error);
    }
  }

  /** The whole answer as JSON, undefined when it is empty. Throws an `EngineError`, also after `limitMs`. */
  async json(call: EngineCall, limitMs: number = ANSWER_LIMIT_MS): Promise<unknown> {
    const text = await this.#text(call, limitMs);
    try {
      return text.trim() === '' ? undefined : JSON.parse(text);
    } catch {
      throw new EngineError(`the answer to ${call.path} is not JSON: ${text.slice(0, 200)}`);
    }
  }

  /** Throws an `EngineError` when the engine does not answer within `limitMs`. */
  async ping(limitMs: number): Promise<void> {
    await this.#text({ path: '/_ping' }, limitMs);
  }

  async #text(call: EngineCall, limitMs: number): Promise<string> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), limitMs);
    const signal = call.signal ? AbortSignal.any([call.signal, late.signal]) : late.signal;
    const parts: Buffer[] = [];
    let size = 0;
    try {
      for await (const part of this.chunks({ ...call, signal })) {
        parts.push(part);
        size += part.length;
        if (size > MAX_BODY) throw new EngineError(`the answer to ${call.path} is larger than 32 MiB`);
      }
    } catch (error) {
      if (!late.signal.aborted) throw engineError(error);
      throw new EngineError(`no answer within ${limitMs / 1000} s`, undefined, 'ETIMEDOUT');
    } finally {
      clearTimeout(timer);
    }
    return Buffer.concat(parts).toString('utf8');
  }

  async #dial(call: EngineCall): Promise<IncomingMessage> {
    return await new Promise((resolve, reject) => {
      this.#modem.dial(
        {
          path: `${call.path}?`,
          method: call.method ?? 'GET',
          options: { _query: { ...call.query }, _body: call.body ?? {} },
          ...(call.file && { file: call.file }),
          ...(call.headers && { headers: { ...call.headers } }),
          ...(call.signal && { abortSignal: call.signal }),
          isStream: true,
          statusCodes: GOOD,
        },
        (error, response) => {
          if (error) return reject(engineError(error));
          const message = response as IncomingMessage;
          message.socket?.setKeepAlive(true, ANSWER_LIMIT_MS);
          resolve(message);
        },
      );
    });
  }
}

/** Makes one kind of error of everything that a request can fail with. */
export function engineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  if (!(error instanceof Error)) return new EngineError(String(error));
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const text = error.message.replace(/^\(HTTP code \d+\) \w+ - /u, '').trim();
  return new EngineError(text.slice(0, 2000) || error.name, status, code);
}

function transportOf(endpoint: DockerEndpoint): Docker.DockerOptions & { readonly agent: HttpAgent } {
  // A kept-alive connection that the engine has closed meanwhile would fail the next request.
  if (endpoint.kind === 'socket')
    return { socketPath: endpoint.path, agent: new HttpAgent({ keepAlive: false }) };
  const { host, port, tls } = endpoint;
  if (!tls) return { host, port, protocol: 'http', agent: new HttpAgent({ keepAlive: false }) };
  const agent = new HttpsAgent({ keepAlive: false, rejectUnauthorized: tls.verify });
  const { ca, cert, key } = tls;
  return {
    host,
    port,
    protocol: 'https',
    agent,
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
  };
}
