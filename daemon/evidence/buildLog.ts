/** What one line of a builder's output is. `key` tells instructions that run at the same time apart. */
export type BuildLine =
  | { readonly is: 'instruction'; readonly key: string; readonly text: string }
  | { readonly is: 'output'; readonly key: string; readonly text: string }
  | { readonly is: 'done'; readonly key: string }
  | { readonly is: 'failed'; readonly key: string; readonly text: string }
  /** The builder's own last words. */
  | { readonly is: 'end'; readonly text: string };

const CLASSIC = 'classic';

/**
 * Reads the plain output of Docker's two builders, line by line: the classic one (`Step 2/5 : RUN …`) and
 * BuildKit's (`#7 [3/4] RUN …`, `#7 0.321 output`).
 */
export class BuildLogReader {
  /** Inside BuildKit's excerpt of the failed instruction, which repeats what was already said. */
  #excerpt = false;
  #failed = false;
  /** Steps only go forward: what counts anew is the output of a build inside the build. */
  #step = 0;

  read(line: string): BuildLine | undefined {
    const vertex = /^#(\d+) (?:(\d+\.\d+) |\[([^\]]+)\] ?|([A-Z]+):? ?)?(.*)$/u.exec(line);
    if (vertex !== null) return this.#buildKit(vertex);
    const step = /^Step (\d+)\/\d+ : /iu.exec(line);
    if (step !== null && Number(step[1]) > this.#step) {
      this.#step = Number(step[1]);
      return { is: 'instruction', key: CLASSIC, text: line };
    }
    if (isEnd(line)) return { is: 'end', text: line };
    if (this.#failed && /^-{6,}$/u.test(line)) {
      this.#excerpt = !this.#excerpt;
      return undefined;
    }
    if (this.#excerpt) return undefined;
    return { is: 'output', key: CLASSIC, text: line };
  }

  #buildKit([, key = '', time, place, state, text = '']: RegExpExecArray): BuildLine | undefined {
    if (time !== undefined) return { is: 'output', key, text };
    if (place !== undefined) return { is: 'instruction', key, text: `[${place}] ${text}` };
    if (state === 'DONE' || state === 'CACHED' || state === 'CANCELED') return { is: 'done', key };
    if (state === 'ERROR') {
      this.#failed = true;
      return { is: 'failed', key, text };
    }
    return { is: 'output', key, text: `${state ?? ''} ${text}`.trim() };
  }
}

function isEnd(line: string): boolean {
  return /returned a non-zero code: \d+$|^(?:ERROR: )?failed to solve(?::| with)|^(?:error|ERROR): failed to build/u.test(
    line,
  );
}
