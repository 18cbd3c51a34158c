import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../protocol/userError.ts';
import { type AskContext, type Model, ModelError, type ModelReply } from './model.ts';
import { parseRecording } from './parseRecording.ts';
import { formatRecording, type RecordedReply, type Recording } from './recording.ts';

export interface RecordOptions {
  /** Absolute. Its folder is made when it is missing. */
  readonly file: string;
  /** Go on with the file of the same run; false refuses to touch a file that is there. */
  readonly append: boolean;
}

/**
 * A model whose replies, usable or not, are kept in a recording. The file is whole after each answer: it is
 * written beside itself and renamed. One call at a time.
 */
export class RecordingModel implements Model {
  readonly name: string;
  readonly priced: boolean;
  readonly #model: Model;
  readonly #file: string;
  #recording: Recording;

  private constructor(model: Model, file: string, recording: Recording) {
    this.name = model.name;
    this.priced = model.priced;
    this.#model = model;
    this.#file = file;
    this.#recording = recording;
  }

  /** Throws a `UserError` when the file is there already, cannot be written, or is another model's. */
  static async open(model: Model, { file, append }: RecordOptions): Promise<RecordingModel> {
    const kept = append ? await read(file) : undefined;
    if (kept !== undefined && kept.recorded !== model.name) {
      throw new UserError(
        'invalid-params',
        `${file} is a recording of ${kept.recorded}, not of ${model.name}`,
        'Name another file with `--record`.',
      );
    }
    const recording = kept ?? { recorded: model.name, date: new Date().toISOString(), replies: [] };
    if (kept === undefined) await create(file, formatRecording(recording));
    return new RecordingModel(model, file, recording);
  }

  async ask(prompt: string, context: AskContext): Promise<ModelReply> {
    let reply: ModelReply;
    try {
      reply = await this.#model.ask(prompt, context);
    } catch (error) {
      if (error instanceof ModelError && error.partial !== undefined) {
        await this.#keep(error.partial, context);
      }
      throw error;
    }
    await this.#keep(reply, context);
    return reply;
  }

  /** An answer that was kept just before a crash, but never reached the run's events, is replaced. */
  async #keep(reply: ModelReply, { step, ordinal }: AskContext): Promise<void> {
    let earlier = 0;
    const replies = this.#recording.replies.filter(kept => kept.step !== step || earlier++ < ordinal);
    const { finish, tokens, text } = reply;
    const added: RecordedReply = { step, finish, tokens, text };
    this.#recording = { ...this.#recording, replies: [...replies, added] };
    try {
      await replace(this.#file, formatRecording(this.#recording));
    } catch (error) {
      throw new ModelError('infra.disk', `The answer could not be kept in ${this.#file}: ${reason(error)}`, {
        next: 'Make room or name another file with `--record`.',
        partial: reply,
      });
    }
  }
}

async function read(file: string): Promise<Recording | undefined> {
  try {
    return parseRecording(await readFile(file, 'utf8'), file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unwritable(file, error);
  }
}

async function create(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(file, 'wx');
    await handle.writeFile(text);
    await handle.close();
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw unwritable(file, error);
    throw new UserError(
      'invalid-params',
      `${file} is there already; a recording never replaces a file`,
      'Name a new file with `--record`, or move that one away.',
    );
  }
}

async function replace(file: string, text: string): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(beside, 'w');
    await handle.writeFile(text);
    await handle.close();
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

function unwritable(file: string, error: unknown): UserError {
  return new UserError(
    'invalid-params',
    `The recording ${file} cannot be written: ${reason(error)}`,
    'Name a file that can be written with `--record`.',
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
