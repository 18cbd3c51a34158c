/** A secret in a text, from `start` to before `end`. What tells that it is one begins at `from`. */
export interface Span {
  readonly from: number;
  readonly start: number;
  readonly end: number;
}

/** A private key has to end within so many characters of its beginning. */
const LONGEST_KEY = 16_384;
const LONGEST_END = 80;

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const END = '-----END ';
const END_MARKER = /^-----END [A-Z0-9 ]{0,40}-----/;
const MATERIAL = /[A-Za-z0-9+/=]{40}/;

/**
 * PEM private keys (RFC 7468), also when each of their lines has something in front, as in a build's log.
 * A key whose end does not come takes with it the lines after its beginning that can only be key material.
 * `open` is where the first key begins whose end may still come with more text.
 */
export function privateKeysIn(text: string): { spans: Span[]; open: number | undefined } {
  const spans: Span[] = [];
  let open: number | undefined;
  let marker = -1;
  BEGIN.lastIndex = 0;
  for (let match = BEGIN.exec(text); match !== null; match = BEGIN.exec(text)) {
    const start = match.index;
    // The next end is looked for once, not once for every beginning before it.
    if (marker < start) {
      marker = text.indexOf(END, BEGIN.lastIndex);
      if (marker < 0) marker = text.length;
    }
    const closing = END_MARKER.exec(text.slice(marker, marker + LONGEST_END));
    const whole = closing !== null && marker - start <= LONGEST_KEY;
    if (!whole && text.length - start <= LONGEST_KEY + LONGEST_END) open ??= start;
    const end = whole ? marker + closing[0].length : materialEnd(text, BEGIN.lastIndex, start + LONGEST_KEY);
    spans.push({ from: start, start, end });
    BEGIN.lastIndex = end;
  }
  return { spans, open };
}

function materialEnd(text: string, from: number, limit: number): number {
  let end = from;
  for (let at = text.indexOf('\n', from); at >= 0 && at < limit; ) {
    const next = text.indexOf('\n', at + 1);
    const stop = Math.min(next < 0 ? text.length : next, limit);
    if (!MATERIAL.test(text.slice(at + 1, stop))) break;
    end = stop;
    at = next;
  }
  return end;
}
