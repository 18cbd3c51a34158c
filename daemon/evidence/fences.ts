/** A fenced code block of a Markdown text. */
export interface Fenced {
  /** The info string, such as `dockerfile`. */
  readonly info: string;
  readonly text: string;
  /** The last line of prose before it. */
  readonly before: string;
  /** False when the text ends inside the block. */
  readonly closed: boolean;
}

const FENCE = /^(\s*)(`{3,}|~{3,})([^`]*)$/u;
const HERE_DOCUMENT = /<<-?\s*(["']?)([A-Za-z_]\w*)\1/u;

/** A reply taken apart. */
export interface Fences {
  readonly blocks: readonly Fenced[];
  /** The lines outside of blocks. */
  readonly prose: string;
}

/**
 * The code blocks of a reply (CommonMark 0.31, section 4.5), at any indentation. Fences inside a block belong to
 * its text when they carry an info string, with their closing one, or stand in a here-document.
 */
export function readFences(reply: string): Fences {
  const blocks: Fenced[] = [];
  let open: OpenBlock | undefined;
  const prose: string[] = [];
  let before = '';
  for (const line of reply.split('\n')) {
    const fence = FENCE.exec(line);
    if (open === undefined) {
      if (fence !== null) {
        open = new OpenBlock(fence, before);
        continue;
      }
      prose.push(line);
      if (line.trim() !== '') before = line.trim();
    } else if (open.take(line, fence)) {
      blocks.push(open.block(true));
      open = undefined;
      before = '';
    }
  }
  if (open !== undefined) blocks.push(open.block(false));
  return { blocks, prose: prose.join('\n') };
}

class OpenBlock {
  readonly #indent: number;
  readonly #mark: string;
  readonly #info: string;
  readonly #before: string;
  readonly #lines: string[] = [];
  #inner = 0;
  #hereDocument: string | undefined;

  constructor([, indent = '', mark = '', info = '']: RegExpExecArray, before: string) {
    this.#indent = indent.length;
    this.#mark = mark;
    this.#info = info.trim().toLowerCase();
    this.#before = before;
  }

  /** Whether the line closes the block. */
  take(line: string, fence: RegExpExecArray | null): boolean {
    if (fence !== null && this.#hereDocument === undefined) {
      const [, , mark = '', info = ''] = fence;
      const bare = info.trim() === '';
      if (bare && this.#inner > 0) this.#inner -= 1;
      else if (bare && mark.startsWith(this.#mark)) return true;
      else if (!bare) this.#inner += 1;
    }
    const text = line.slice(Math.min(this.#indent, line.length - line.trimStart().length));
    this.#lines.push(text);
    if (this.#hereDocument === undefined) this.#hereDocument = HERE_DOCUMENT.exec(text)?.[2];
    else if (text.trim() === this.#hereDocument) this.#hereDocument = undefined;
    return false;
  }

  block(closed: boolean): Fenced {
    return { info: this.#info, text: this.#lines.join('\n'), before: this.#before, closed };
  }
}
