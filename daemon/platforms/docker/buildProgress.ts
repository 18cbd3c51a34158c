import { type DockerfileInstruction, parseDockerfile } from '../../evidence/dockerfile.ts';
import type { Instruction } from '../../protocol/events.ts';
import type { BuildError } from './buildFailure.ts';
import { isObject } from './dockerConfig.ts';

/** Of a failed instruction's output, as much as its end says why. */
const TAIL_CHARS = 8192;
const STEP = /^(?:Step|STEP) (\d+)\/(\d+) ?: ([\s\S]*)$/u;
const IMAGE = /^ ?--+> ([0-9a-f]{12,64})\s*$/u;

interface Step {
  readonly index: number;
  readonly keyword: string;
  readonly text: string;
  readonly line: number | undefined;
  /** False for the LABEL that was added for the owner. */
  readonly own: boolean;
  readonly startedAt: number;
  /** For FROM: nothing had to be pulled. */
  cached: boolean;
}

/**
 * Reads the classic builder's messages: what goes to the log, the instructions with their times, the images
 * and the container that the build makes, and how it ended. A command's own output cannot pose as the
 * builder's: while its container runs, only the end of that container is listened for.
 */
export class BuildProgress {
  /** Images made by this build, oldest first; those of the cache and of FROM are not among them. */
  readonly made: string[] = [];
  /** The image that the build stands on now, as the builder shortens its id. */
  lastImage: string | undefined;
  imageId: string | undefined;
  error: BuildError | undefined;
  /** The container that runs the current instruction, or that the last one ran in. */
  container: string | undefined;
  readonly #instructions: readonly DockerfileInstruction[];
  readonly #onInstruction: (instruction: Instruction, total: number) => void;
  #step: Step | undefined;
  #running = false;
  #tail = '';

  constructor(dockerfile: string, onInstruction: (instruction: Instruction, total: number) => void) {
    this.#instructions = parseDockerfile(dockerfile);
    this.#onInstruction = onInstruction;
  }

  /** The instruction that the build is at, or failed at, in upper case. */
  get keyword(): string {
    return this.#step?.keyword ?? '';
  }

  /** The end of the current instruction's output. */
  get tail(): string {
    return this.#tail;
  }

  get containerRuns(): boolean {
    return this.#running;
  }

  /** Takes one message of the stream in; returns what it adds to the log. */
  take(message: unknown): string {
    if (!isObject(message)) return '';
    if (typeof message.error === 'string' || isObject(message.errorDetail)) return this.#fail(message);
    if (typeof message.stream === 'string') return this.#read(message.stream);
    if (isObject(message.aux) && typeof message.aux.ID === 'string') this.imageId = message.aux.ID;
    if (typeof message.status !== 'string') return '';
    if (this.#step) this.#step.cached = false;
    return statusLine(message);
  }

  /** Reports the instruction that was the last one. */
  finish(failed: boolean): void {
    this.#endStep(failed);
  }

  #read(raw: string): string {
    const text = withoutColour(raw);
    if (this.#running) {
      if (text.startsWith(`Removing intermediate container ${this.container}`)) this.#running = false;
      else this.#tail = (this.#tail + text).slice(-TAIL_CHARS);
      return text;
    }
    const step = STEP.exec(text);
    if (step) {
      this.#endStep(false);
      this.#startStep(Number(step[1]), (step[3] ?? '').trim());
      return text;
    }
    const running = /^ ---> Running in ([0-9a-f]{12,64})/u.exec(text);
    if (running) {
      this.container = running[1];
      this.#running = true;
    } else if (/^ ?--+> Using cache/u.test(text)) {
      if (this.#step) this.#step.cached = true;
    } else {
      this.#readResult(text);
    }
    return text;
  }

  #readResult(text: string): void {
    const image = IMAGE.exec(text)?.[1];
    if (image) this.lastImage = image;
    if (image && this.#step && !this.#step.cached && this.#step.keyword !== 'FROM') this.made.push(image);
    const built = /^Successfully built ([0-9a-f]{12,64})/u.exec(text)?.[1];
    if (built) this.imageId ??= built;
  }

  #fail(message: Record<string, unknown>): string {
    const detail = isObject(message.errorDetail) ? message.errorDetail : {};
    const text =
      [message.error, detail.message].find(value => typeof value === 'string') ?? 'the build failed';
    const code = typeof detail.code === 'number' ? detail.code : undefined;
    this.error = { message: String(text), ...(code !== undefined && { code }) };
    return `${this.error.message}\n`;
  }

  #startStep(index: number, text: string): void {
    const keyword = (text.split(/\s/u)[0] ?? '').toUpperCase();
    const instruction = this.#instructions[index - 1];
    this.#step = {
      index,
      keyword,
      text,
      line: instruction?.keyword === keyword ? instruction.line : undefined,
      own: index <= Math.max(this.#instructions.length, 1),
      startedAt: performance.now(),
      cached: keyword === 'FROM',
    };
    this.#tail = '';
  }

  #endStep(failed: boolean): void {
    const step = this.#step;
    this.#step = failed ? step : undefined;
    if (!step?.own) return;
    this.#onInstruction(
      {
        index: step.index,
        text: step.text,
        ...(step.line !== undefined && { line: step.line }),
        ms: Math.round(performance.now() - step.startedAt),
        cached: step.cached,
        ...(failed && { failed }),
      },
      this.#instructions.length,
    );
  }
}

/** The builder paints what a command writes to its standard error. */
function withoutColour(text: string): string {
  const [red, reset] = ['\u001b[91m', '\u001b[0m'];
  if (!text.startsWith(red)) return text;
  return text.slice(red.length, text.endsWith(reset) ? -reset.length : undefined);
}

/** A pull's or a push's status as a line, without the bars that count up. */
export function statusLine(message: Record<string, unknown>): string {
  if (isObject(message.progressDetail) && Object.keys(message.progressDetail).length > 0) return '';
  const id = typeof message.id === 'string' ? `${message.id}: ` : '';
  return `${id}${String(message.status)}\n`;
}
