import type { Digest } from '../../daemon/protocol/events.ts';
import type { DaemonLink } from '../daemon/daemonLink.ts';

const MOST_CHARACTERS = 16_000_000;

/** The daemon's texts by digest. A text of a digest never changes, so the last ones read are kept. */
export class Texts {
  readonly #link: Pick<DaemonLink, 'request'>;
  readonly #kept = new Map<Digest, string>();
  #characters = 0;

  constructor(link: Pick<DaemonLink, 'request'>) {
    this.#link = link;
  }

  /** The text when it was read before. */
  known(digest: Digest | undefined): string | undefined {
    return digest === undefined ? undefined : this.#kept.get(digest);
  }

  /** Rejects with a `UserError` when the daemon is away or has no such text. */
  async read(digest: Digest): Promise<string> {
    const known = this.#kept.get(digest);
    if (known !== undefined) return known;
    const { text } = await this.#link.request('text/read', { digest });
    this.#keep(digest, text);
    return text;
  }

  #keep(digest: Digest, text: string): void {
    if (this.#kept.has(digest)) return;
    this.#kept.set(digest, text);
    this.#characters += text.length;
    for (const [oldest, { length }] of this.#kept) {
      if (this.#characters <= MOST_CHARACTERS || oldest === digest) break;
      this.#kept.delete(oldest);
      this.#characters -= length;
    }
  }
}
