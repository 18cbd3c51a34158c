import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { DockerPlatform } from '../../daemon/platforms/docker/dockerPlatform.ts';
import {
  DEFAULT_DOCKER_SETTINGS,
  type DockerSettings,
} from '../../daemon/platforms/docker/dockerSettings.ts';
import { openDocker } from '../../daemon/platforms/docker/openDocker.ts';
import type { BuildRequest, JobRequest, Owner } from '../../daemon/platforms/platform.ts';

/** The image that every test stands on; the test set-up makes it when it cannot be pulled. */
export const BASE = 'debian:bookworm';

const run = promisify(execFile);

/** One test's own name on the engine: everything it makes can be found by it, and nothing else can. */
export class MarkedEngine {
  readonly home = `test-${randomUUID()}`;
  readonly environment: NodeJS.ProcessEnv;
  #attempts = 0;
  #images: string[] = [];

  constructor(environment: NodeJS.ProcessEnv = process.env) {
    this.environment = environment;
  }

  async open(settings: Partial<DockerSettings> = {}): Promise<DockerPlatform> {
    return await openDocker(this.environment, { ...DEFAULT_DOCKER_SETTINGS, ...settings });
  }

  owner(): Owner {
    this.#attempts += 1;
    return { home: this.home, run: 'r1', step: 'step', attempt: this.#attempts };
  }

  /** A build of BASE and these instructions, with the test's mark in every image and container of it. */
  buildRequest(instructions: readonly string[], more: Partial<BuildRequest> = {}): BuildRequest {
    const image = `fractale-${this.home}`;
    this.#images.push(more.image ?? image);
    return {
      owner: this.owner(),
      image,
      dockerfile: [`FROM ${BASE}`, `ENV FRACTALE_TEST=${this.home}`, ...instructions, ''].join('\n'),
      platforms: [],
      push: false,
      load: false,
      limitMs: 120_000,
      ...more,
    };
  }

  jobRequest(script: string, more: Partial<JobRequest> = {}): JobRequest {
    const owner = this.owner();
    return {
      owner,
      name: `fractale-${this.home}-${owner.attempt}`,
      image: BASE,
      command: ['sh', '-c', script],
      env: [{ name: 'FRACTALE_TEST', value: this.home }],
      cpus: 1,
      memoryBytes: 256 * 2 ** 20,
      limitMs: 120_000,
      pull: 'never',
      ...more,
    };
  }

  async docker(...args: string[]): Promise<string> {
    const { stdout } = await run('docker', args, { env: this.environment, maxBuffer: 2 ** 28 });
    return stdout.trim();
  }

  /** Ids of the containers that the test's builds and jobs left. */
  async containers(): Promise<string[]> {
    return await this.#marked('container', await this.docker('ps', '-aq', '--no-trunc'));
  }

  /** Ids of the images, also the nameless, that the test's builds left. */
  async images(): Promise<string[]> {
    return await this.#marked('image', await this.docker('images', '-aq', '--no-trunc'));
  }

  /** Removes whatever is left; for `after`. */
  async clean(): Promise<void> {
    for (const container of await this.containers()) await this.docker('rm', '-fv', container);
    for (const image of this.#images) await this.docker('rmi', '-f', image).catch(() => undefined);
    for (let left = await this.images(); left.length > 0; ) {
      for (const image of left) await this.docker('rmi', image).catch(() => undefined);
      const rest = await this.images();
      if (rest.length === left.length) throw new Error(`images that cannot be removed: ${rest.join(' ')}`);
      left = rest;
    }
  }

  async #marked(type: 'container' | 'image', list: string): Promise<string[]> {
    const marked: string[] = [];
    for (const id of new Set(list.split('\n').filter(line => line !== ''))) {
      // Others use the engine too: what is listed may be gone a moment later.
      const env = await this.docker(type, 'inspect', '--format', '{{json .Config.Env}}', id).catch(() => '');
      if (env.includes(this.home)) marked.push(id);
    }
    return marked.sort();
  }
}
