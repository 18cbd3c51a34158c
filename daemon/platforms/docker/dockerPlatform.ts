import { UserError } from '../../protocol/userError.ts';
import type {
  BuildRequest,
  ExecutionIo,
  ExecutionResult,
  JobRequest,
  Owner,
  Platform,
  PlatformFacts,
} from '../platform.ts';
import { removeContainer } from './containerState.ts';
import { isObject } from './dockerConfig.ts';
import type { DockerTools } from './dockerTools.ts';
import { EngineError } from './engineClient.ts';
import { explainTrouble } from './engineTrouble.ts';
import { findImage } from './ensureImage.ts';
import { findBuild } from './findBuild.ts';
import { adoptJob, runJob } from './jobRun.ts';
import { homeFilter, ownerFilter, ownerOf, sameOwner } from './ownerLabels.ts';
import { runBuild } from './runBuild.ts';

const PROBE_LIMIT_MS = 10_000;

/** One Docker engine, or podman's API for it, as a place to build images and run jobs. */
export class DockerPlatform implements Platform {
  readonly #tools: DockerTools;

  constructor(tools: DockerTools) {
    this.#tools = tools;
  }

  async probe(): Promise<PlatformFacts> {
    const { engine } = this.#tools;
    try {
      const [version, info] = await Promise.all([
        engine.json({ path: '/version' }, PROBE_LIMIT_MS),
        engine.json({ path: '/info' }, PROBE_LIMIT_MS),
      ]);
      if (!isObject(version) || !isObject(info) || typeof version.Version !== 'string')
        throw new EngineError('its version cannot be read', 200);
      const platform = `${version.Os}/${version.Arch}`;
      const cpus = Number(info.NCPU);
      const memoryBytes = Number(info.MemTotal);
      const memory = `${Math.round(memoryBytes / 2 ** 30)} GiB`;
      const description = `Docker ${version.Version} on ${info.OperatingSystem}, ${platform}, ${cpus} CPUs, ${memory}`;
      return { description, platform, cpus, memoryBytes };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      const { message, next } = explainTrouble(error, engine.endpoint);
      throw new UserError('missing-engine', message, next);
    }
  }

  async build(request: BuildRequest, io: ExecutionIo): Promise<ExecutionResult> {
    return await runBuild(this.#tools, request, io);
  }

  async adoptBuild(request: BuildRequest): Promise<ExecutionResult | undefined> {
    return await findBuild(this.#tools, request);
  }

  async runJob(request: JobRequest, io: ExecutionIo): Promise<ExecutionResult> {
    return await runJob(this.#tools, request, io);
  }

  async adoptJob(request: JobRequest, io: ExecutionIo): Promise<ExecutionResult | undefined> {
    return await adoptJob(this.#tools, request, io);
  }

  async release(owner: Owner): Promise<void> {
    await this.#remove(ownerFilter(owner), found => sameOwner(found, owner));
  }

  async imageId(image: string): Promise<string | undefined> {
    try {
      return await findImage(this.#tools, image);
    } catch (error) {
      // An engine that cannot be asked has no image to offer; the next build or job says what is wrong with it.
      if (error instanceof EngineError) return undefined;
      throw error;
    }
  }

  async sweep(home: string, keep: (owner: Owner) => boolean): Promise<number> {
    return await this.#remove(homeFilter(home), found => found.home === home && !keep(found));
  }

  /** What cannot be removed now is found again by the next sweep. */
  async #remove(filters: string, wanted: (owner: Owner) => boolean): Promise<number> {
    const { engine } = this.#tools;
    let removed = 0;
    try {
      const found = await engine.json({ path: '/containers/json', query: { all: true, filters } });
      for (const container of Array.isArray(found) ? found : []) {
        if (!isObject(container) || typeof container.Id !== 'string') continue;
        const owner = ownerOf(container.Labels);
        if (owner && wanted(owner) && (await removeContainer(engine, container.Id))) removed += 1;
      }
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
    return removed;
  }
}
