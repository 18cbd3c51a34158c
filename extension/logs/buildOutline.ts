const MOST_SECTIONS = 2_000;
const TITLE = 200;

/** What a builder printed for one instruction. Lines are those of the log, from 1. */
export interface LogSection {
  /** Its header. */
  readonly line: number;
  readonly end: number;
  /** `RUN make`, as the builder printed it, at most 200 characters. */
  readonly title: string;
  /** `3/7`, `linux/arm64 3/7`, `internal`. */
  readonly place: string;
  /** The number of the classic builder's instruction, from 1. BuildKit counts only some of them. */
  readonly instruction?: number;
  readonly failed: boolean;
}

type Open = { -readonly [K in keyof LogSection]: LogSection[K] } & { key: string };

const STEP = /^Step (\d+)\/(\d+) : (.*)$/;
const VERTEX = /^#(\d+) (?:\[([^\]]+)\] ?(.*)|(ERROR|CANCELED)\b.*)$/;
/** The builders' own last words, which are no instruction's output. */
const CLASSIC_END = /^Successfully (?:built [0-9a-f]{12}|tagged )/;
const BUILDKIT_END = /^(?:-{6,}$|ERROR: failed to |failed to solve:)/;
const FAILED = /returned a non-zero code: \d+$/;
const SOURCE = /^\S*Dockerfile\S*:(\d+)$/;

/**
 * Divides the plain output of Docker's two builders into sections as it comes: the classic one (`Step 2/5 : RUN …`)
 * and BuildKit's (`#7 [3/4] RUN …`), whose instructions take turns.
 */
export class BuildOutline {
  readonly #sections: Open[] = [];
  #lines = 0;
  #open: Open | undefined;
  #total: string | undefined;
  #dockerfileLine: number | undefined;

  get sections(): readonly LogSection[] {
    return this.#sections;
  }

  /** The Dockerfile's line that BuildKit says it failed at. */
  get dockerfileLine(): number | undefined {
    return this.#dockerfileLine;
  }

  /** Forgets everything; the next line is `line`. */
  begin(line: number): void {
    this.#sections.length = 0;
    this.#lines = line - 1;
    this.#open = undefined;
    this.#total = undefined;
    this.#dockerfileLine = undefined;
  }

  add(text: string): void {
    this.#lines += 1;
    if (this.#startsStep(text) || this.#startsVertex(text)) return;
    if ((this.#total === undefined ? BUILDKIT_END : CLASSIC_END).test(text)) {
      this.#open = undefined;
    } else if (this.#open !== undefined) {
      this.#open.end = this.#lines;
      if (FAILED.test(text) && this.#open.instruction !== undefined) this.#open.failed = true;
    } else {
      const line = SOURCE.exec(text)?.[1];
      if (line !== undefined) this.#dockerfileLine = Number(line);
    }
  }

  #startsStep(text: string): boolean {
    const [, number, total, title = ''] = STEP.exec(text) ?? [];
    if (number === undefined || total === undefined) return false;
    // A build inside the build prints such lines too: steps only go forward, and their total stays.
    if (this.#total !== undefined && this.#total !== total) return false;
    const instruction = Number(number);
    if (instruction <= (this.#sections.at(-1)?.instruction ?? 0)) return false;
    this.#total = total;
    this.#start({ key: '', title, place: `${number}/${total}`, instruction });
    return true;
  }

  #startsVertex(text: string): boolean {
    if (!text.startsWith('#') || this.#total !== undefined) return false;
    const [, key, place, title, state] = VERTEX.exec(text) ?? [];
    if (key === undefined) return false;
    if (state !== undefined) {
      const section = this.#sections.findLast(({ key: other }) => other === key);
      if (section !== undefined && state === 'ERROR') section.failed = true;
      return false;
    }
    const last = this.#sections.at(-1);
    if (last?.key === key && last === this.#open) return false;
    this.#start({ key, title: title ?? '', place: place ?? '' });
    return true;
  }

  #start(section: Pick<Open, 'key' | 'title' | 'place' | 'instruction'>): void {
    if (this.#sections.length === MOST_SECTIONS) return;
    const open: Open = {
      ...section,
      title: section.title.slice(0, TITLE),
      line: this.#lines,
      end: this.#lines,
      failed: false,
    };
    this.#sections.push(open);
    this.#open = open;
  }
}
