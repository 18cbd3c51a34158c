/** Lines on the screen, from 0: the first, the last, and the last of the document. */
export interface Screen {
  readonly top: number;
  readonly bottom: number;
  readonly last: number;
}

/** By then a reveal has shown on the screen and its news are here, on a busy machine too. */
const REVEAL_MS = 500;
/** By then the editor has brought a new view to where it was before. */
const SETTLED_MS = 1_000;

/**
 * Whether a view follows its document's end, as a terminal does: until it is scrolled up, and again when it is
 * scrolled down to the end. Times are milliseconds of any clock.
 */
export class EndFollowing {
  readonly #since: number;
  #following: boolean;
  #top: number | undefined;
  #revealedAt = Number.NEGATIVE_INFINITY;

  /** For a view that is new `now`. */
  constructor(following: boolean, now: number) {
    this.#following = following;
    this.#since = now;
  }

  get following(): boolean {
    return this.#following;
  }

  follow(): void {
    this.#following = true;
  }

  /** The end is about to be shown by program. */
  revealing(now: number): void {
    this.#revealedAt = now;
  }

  /** Lines went away at the document's beginning: where the view was counts no more. */
  shifted(): void {
    this.#top = undefined;
  }

  scrolled({ top, bottom, last }: Screen, now: number): void {
    const moved = top - (this.#top ?? top);
    this.#top = top;
    // The last line is the empty one after the last line end.
    const atEnd = bottom >= last - 1;
    // Growth moves the end away, a reveal moves the view down: only a person moves it up. The first line or two of
    // that may leave the end in view.
    if (moved < 0 && !(atEnd && top === 0) && now - this.#since > SETTLED_MS) this.#following = false;
    // A reveal that was on its way when the person scrolled up is no return to the end.
    if (atEnd && moved > 0 && now - this.#revealedAt > REVEAL_MS) this.#following = true;
  }
}
