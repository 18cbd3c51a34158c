/**
 * The editor gathers the rows that a tree names until it has named none for 200 ms, and only then draws them; the
 * first after such a pause it draws at once. A tree that goes on naming rows would not be drawn while it does.
 */
const PAUSE_MS = 210;

/** Passes rows on at once after a pause, and what comes meanwhile together when the next one is over. */
export class RowPace<T> {
  readonly #draw: (rows: T[] | undefined) => void;
  readonly #rows = new Set<T>();
  #all = false;
  #pause: NodeJS.Timeout | undefined;

  /** `draw` gets undefined for the whole tree. */
  constructor(draw: (rows: T[] | undefined) => void) {
    this.#draw = draw;
  }

  /** Rows to draw anew; all of them without an argument. */
  changed(rows?: Iterable<T>): void {
    if (rows === undefined) this.#all = true;
    else for (const row of rows) this.#rows.add(row);
    if (this.#pause === undefined) this.#pass();
  }

  dispose(): void {
    clearTimeout(this.#pause);
    this.#rows.clear();
    this.#all = false;
  }

  #pass(): void {
    this.#pause = undefined;
    if (!this.#all && this.#rows.size === 0) return;
    const rows = this.#all ? undefined : [...this.#rows];
    this.#all = false;
    this.#rows.clear();
    this.#pause = setTimeout(() => this.#pass(), PAUSE_MS);
    this.#draw(rows);
  }
}
