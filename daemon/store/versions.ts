import { existsSync, mkdirSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { SimpleGit } from 'simple-git';
import type { Home } from '../discovery/home.ts';
import type { Digest } from '../protocol/events.ts';
import type { AttemptName } from '../protocol/requests.ts';
import type { Verdict } from '../protocol/verdict.ts';
import { digestOf } from './digestOf.ts';
import type { EventStore } from './eventStore.ts';
import { commitStream } from './fastImport.ts';
import { removeStaleLocks } from './gitLocks.ts';

const BRANCH = 'main';
const BATCH = 64;
/** Git begins a moment later: the next attempt asks its model first, and versions that follow each other go together. */
const GATHER_MS = 1_000;
const SETTLED = 'versions.settled';
const SILENT_MS = 60_000;
const TRAILERS = ['Run', 'Step', 'Attempt', 'Digest'];

/** The artifact of one finished attempt. */
export interface Version extends AttemptName {
  /** File name of the artifact. */
  readonly name: string;
  readonly text: string;
  readonly verdict: Verdict;
}

/** A version with its place in git: a commit that is there, or the number of one that is being made. */
interface Placed extends AttemptName {
  readonly digest: Digest;
  readonly commit: string | number;
}

/**
 * Keeps every artifact of every attempt as a commit in a bare git repository of Fractale's own, as
 * `<run>/<step>/<name>` on branch `main`. An attempt that changed nothing has the commit of the one before.
 * It works behind the runs: nobody waits for git, and what was missed is made up at the next start.
 * The user's git configuration, hooks and keys have no part in it.
 */
export class Versions {
  readonly #home: Home;
  readonly #store: EventStore;
  readonly #warn: (message: string) => void;
  #waiting: Version[] = [];
  #working: Promise<void> | undefined;
  #git: SimpleGit | undefined;
  #input = '';
  #hurry = new AbortController();
  #started = false;
  #failed = false;
  #warned = false;

  /** `warn` hears once, in words for a person, that versions cannot be kept. */
  constructor(home: Home, store: EventStore, warn: (message: string) => void) {
    this.#home = home;
    this.#store = store;
    this.#warn = warn;
  }

  /** Queues a version. What stands in the queue when the daemon dies is found again by `catchUp`. */
  record(version: Version): void {
    this.#waiting.push(version);
    this.#working ??= this.#work();
  }

  /** Resolves when nothing is queued, and does not wait with what is. */
  async idle(): Promise<void> {
    this.#hurry.abort();
    while (this.#working !== undefined) await this.#working;
    this.#hurry = new AbortController();
  }

  /** Makes the commits that the events show to be missing. Called once, after the start. */
  async catchUp(): Promise<void> {
    const last = this.#store.lastSeq();
    for (const version of this.#missing()) this.record(version);
    await this.idle();
    if (!this.#failed) this.#store.putNote(SETTLED, String(last));
  }

  #missing(): Version[] {
    const settled = Number(this.#store.note(SETTLED) ?? 0);
    return this.#store.missingVersions(settled).flatMap(({ state, ...name }) => {
      const attempt = state.steps
        .find(step => step.id === name.step)
        ?.attempts.find(({ number }) => number === name.attempt);
      const text = attempt?.artifact && this.#store.text(attempt.artifact.digest);
      if (attempt?.artifact === undefined || attempt.verdict === undefined || text === undefined) return [];
      return [{ ...name, name: attempt.artifact.name, text, verdict: attempt.verdict }];
    });
  }

  async #work(): Promise<void> {
    await pause(GATHER_MS, undefined, { signal: this.#hurry.signal, ref: false }).catch(() => undefined);
    try {
      this.#git ??= await this.#open();
      // What failed, on a full disk for one, is made up with the next version.
      if (this.#failed) this.#waiting = this.#missing();
      this.#failed = false;
      while (this.#waiting.length > 0) await this.#commit(this.#git, this.#waiting.splice(0, BATCH));
    } catch (error) {
      this.#waiting = [];
      this.#failed = true;
      if (!this.#warned) this.#warn(explanation(error));
      this.#warned = true;
    } finally {
      this.#working = undefined;
    }
  }

  async #commit(git: SimpleGit, versions: readonly Version[]): Promise<void> {
    const changed: Version[] = [];
    const placed: Placed[] = [];
    for (const version of versions) {
      const { run, step, attempt } = version;
      const digest = digestOf(version.text);
      const before = placed.findLast(other => other.run === run && other.step === step);
      const last = before ?? this.#store.version(version);
      if (last?.digest !== digest) changed.push(version);
      placed.push({
        run,
        step,
        attempt,
        digest,
        commit: last?.digest === digest ? last.commit : changed.length,
      });
    }
    const commits = changed.length === 0 ? [] : await this.#import(git, changed);
    this.#store.versionPut(
      placed.map(({ commit, ...version }) => ({
        ...version,
        commit: typeof commit === 'string' ? commit : (commits[commit - 1] ?? ''),
      })),
    );
  }

  async #import(git: SimpleGit, versions: readonly Version[]): Promise<string[]> {
    const at = Math.trunc(Date.now() / 1000);
    this.#input = commitStream(
      BRANCH,
      this.#started,
      versions.map(version => ({
        path: `${version.run}/${version.step}/${version.name}`,
        text: version.text,
        message: messageOf(version),
        at,
      })),
    );
    const output = await git.raw(['fast-import', '--quiet', '--done', '--date-format=raw']);
    const commits = output.split('\n').filter(line => /^[0-9a-f]{40,64}$/.test(line));
    if (commits.length !== versions.length) throw new Error(`git made ${commits.length} commits: ${output}`);
    this.#started = true;
    return commits;
  }

  async #open(): Promise<SimpleGit> {
    const { simpleGit } = await import('simple-git');
    const repository = this.#home.versions;
    mkdirSync(repository, { recursive: true, mode: 0o700 });
    await removeStaleLocks(repository);
    const git = simpleGit({
      baseDir: repository,
      maxConcurrentProcesses: 1,
      timeout: { block: SILENT_MS },
      config: ['gc.autoDetach=false'],
      input: command => (command.includes('fast-import') ? this.#input : undefined),
      // Here the paths take configuration away: /dev/null instead of the user's.
      unsafe: { allowUnsafeConfigPaths: true },
      allowEnvironment: ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_NOSYSTEM'],
    }).env(gitEnvironment());
    if (!existsSync(join(repository, 'HEAD'))) {
      await git.raw(['init', '--bare', '--quiet']);
      await git.raw(['symbolic-ref', 'HEAD', `refs/heads/${BRANCH}`]);
    }
    const tip = (await git.raw(['rev-parse', '--verify', '--quiet', `refs/heads/${BRANCH}`])).trim();
    this.#started = tip !== '';
    if (this.#started && tip !== this.#store.lastVersion()) await this.#readBack(git);
    await git.raw(['gc', '--auto', '--quiet']);
    return git;
  }

  /** A daemon that died after git's part and before the store's part left commits that the store does not know. */
  async #readBack(git: SimpleGit): Promise<void> {
    const format = ['%H', ...TRAILERS.map(key => `%(trailers:key=${key},valueonly,separator=)`)].join('%x00');
    const log = await git.raw(['log', '--reverse', `--format=${format}`, BRANCH]);
    const versions = log.split('\n').flatMap(line => {
      const [commit = '', run = '', step = '', attempt = '', digest = ''] = line.split('\0');
      return run === '' || digest === '' ? [] : [{ commit, run, step, attempt: Number(attempt), digest }];
    });
    this.#store.versionPut(versions);
  }
}

function messageOf({ run, step, attempt, text, verdict }: Version): string {
  const summary = verdict.summary.replace(/\s+/g, ' ').trim();
  const subject = `${step}, attempt ${attempt}: ${verdict.status}`;
  const trailers = [
    `Run: ${run}`,
    `Step: ${step}`,
    `Attempt: ${attempt}`,
    `Verdict: ${verdict.status}`,
    `Digest: ${digestOf(text)}`,
  ];
  return [subject, ...(summary === '' ? [] : [summary]), trailers.join('\n')].join('\n\n');
}

function gitEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    LC_ALL: 'C',
  };
  for (const name of ['PATH', 'HOME', 'SystemRoot', 'TMPDIR', 'TEMP']) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

function explanation(error: unknown): string {
  const message = error instanceof Error ? error.message.trim() : String(error);
  const kept = 'Every artifact is still in the store; the commits are made at the next start of the daemon.';
  if (message.includes('ENOENT')) return `git is not installed, so versions are not committed. ${kept}`;
  return `Versions cannot be committed: ${message}. ${kept}`;
}
