import { setImmediate } from 'node:timers/promises';
import { type BuildLine, BuildLogReader } from './buildLog.ts';
import type { LogKind } from './categoryOfLine.ts';
import { cleanLine } from './cleanLine.ts';
import { Collector, type Kept } from './collector.ts';
import { compose } from './compose.ts';
import { cut } from './cut.ts';
import { shortInstruction } from './instruction.ts';
import { type KeyLine, keyLine } from './keyLine.ts';

/** Why an execution failed, as far as its log tells. */
export interface Cause {
  /** What to show to a model or a person. */
  readonly text: string;
  /** The line that tells the most, at most 200 characters, and its place in the log, from 1. */
  readonly error?: string;
  readonly line?: number;
  /** The instruction that failed. */
  readonly step?: string;
}

const INSTRUCTION = 360;
const END = 140;
const ERROR = 200;
const MOST_OPEN = 32;
/** Lines between two turns of the event loop: a log of 100 MB must not stop a daemon. */
const TURN = 500;

/**
 * The cause of a failure within `limit` characters, out of a log of any size and with bounded memory: the failed
 * instruction, the first and the last errors with what belongs to them, the end, in the order of the log. What
 * is left out is noted; what tools print in any case is dropped. The text is data: whoever puts it into a prompt
 * marks its borders with a delimiter of its own making.
 */
export async function distill(
  lines: AsyncIterable<string> | Iterable<string>,
  kind: LogKind,
  limit = 2000,
): Promise<Cause> {
  const log = kind === 'build' ? new BuildParts() : new JobParts();
  let number = 0;
  for await (const raw of lines) {
    number += 1;
    log.add(number, cleanLine(raw));
    if (number % TURN === 0) await setImmediate();
  }
  return log.cause(limit);
}

class JobParts {
  readonly #lines = new Collector('job');

  add(number: number, line: string): void {
    this.#lines.add(number, line);
  }

  cause(limit: number): Cause {
    const kept = this.#lines.lines();
    const key = keyLine('job', kept);
    return { text: compose(kept, key?.index, limit), ...errorOf(kept, key) };
  }
}

interface Part {
  readonly instruction: string;
  readonly lines: Collector;
}

class BuildParts {
  readonly #reader = new BuildLogReader();
  readonly #open = new Map<string, Part>();
  #latest: Part = { instruction: '', lines: new Collector('build') };
  #failed: Part | undefined;
  readonly #end: string[] = [];

  add(number: number, line: string): void {
    const read = this.#reader.read(line);
    if (read !== undefined) this.#take(number, read);
  }

  cause(limit: number): Cause {
    const part = this.#failed ?? this.#latest;
    const kept = part.lines.lines();
    const key = keyLine('build', kept);
    const error = errorOf(kept, key);
    const most = Math.min(INSTRUCTION, Math.floor(limit / 3));
    const head = shortInstruction(part.instruction, error.error ?? '', most);
    const end = this.#end.map(line => cut(line, Math.min(END, Math.floor(limit / 6))));
    const room = limit - [head, ...end].reduce((sum, line) => sum + line.length + 1, 0);
    const body = compose(kept, key?.index, room);
    return {
      text: [head, body, ...end].filter(line => line !== '').join('\n'),
      ...error,
      ...(part.instruction !== '' && { step: part.instruction }),
    };
  }

  #take(number: number, read: BuildLine): void {
    switch (read.is) {
      case 'instruction':
        this.#start(read.key, read.text);
        break;
      case 'output':
        this.#part(read.key).lines.add(number, read.text);
        break;
      case 'done':
        this.#open.delete(read.key);
        break;
      case 'failed':
        this.#failed ??= this.#part(read.key);
        break;
      case 'end':
        if (this.#end.length < 2) this.#end.push(read.text);
        break;
    }
  }

  #start(key: string, instruction: string): void {
    if (this.#open.get(key)?.instruction === instruction) return;
    const part = { instruction: instruction.slice(0, 2000), lines: new Collector('build') };
    this.#open.set(key, part);
    this.#latest = part;
    const [oldest] = this.#open.keys();
    if (this.#open.size > MOST_OPEN && oldest !== undefined) this.#open.delete(oldest);
  }

  #part(key: string): Part {
    return this.#open.get(key) ?? this.#latest;
  }
}

function errorOf(kept: readonly Kept[], key: KeyLine | undefined): Pick<Cause, 'error' | 'line'> {
  const line = key && kept[key.index];
  return line === undefined ? {} : { error: cut(line.text.trim(), ERROR), line: line.number };
}
