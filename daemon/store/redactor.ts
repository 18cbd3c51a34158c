import { privateKeysIn, type Span } from './privateKeys.ts';
import { LONGEST_MATCH, RULES } from './redactionRules.ts';

const REPLACEMENT = '[redacted]';
const SHORTEST_SECRET = 8;
/** A line may be held back for so many bytes while its end has not come, and secrets that overlap for so many. */
const LONGEST_LINE_HELD = 4_096;
const LONGEST_HELD = 65_536;

/**
 * Takes secrets out of what is about to be kept or shown: values that it was told, also in base64, and what has
 * the shape of a well-known key.
 */
export class Redactor {
  /** As they stand in texts, and as they stand in bytes read as Latin-1. */
  readonly #texts = new Set<string>();
  readonly #bytes = new Set<string>();

  /** Values under 8 characters are not taken: they would cross out ordinary words. */
  addSecret(value: string): void {
    for (const line of value.split(/\r?\n/)) {
      if (line.length < SHORTEST_SECRET) continue;
      for (const form of [line, encodeURIComponent(line), ...base64Forms(line)]) {
        this.#texts.add(form);
        this.#bytes.add(Buffer.from(form, 'utf8').toString('latin1'));
      }
    }
  }

  text(text: string): string {
    return replaced(text, secretsIn(text, this.#texts).spans, 0, text.length);
  }

  /** A copy of JSON-like data with every string in it redacted. */
  value<T>(value: T): T {
    return this.#value(value) as T;
  }

  stream(): RedactedStream {
    return new RedactedStream(this.#bytes);
  }

  #value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map(item => this.#value(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#value(item)]));
  }
}

/**
 * Redacts bytes as they come. What could be the beginning of a secret is held back until more is known: the line
 * without its end, or 20 KiB of a private key.
 */
export class RedactedStream {
  readonly #secrets: ReadonlySet<string>;
  /** Bytes as Latin-1, so that a character cut in two by a chunk stays as it was. */
  #held = '';
  /** Characters at the beginning of `#held` that were given out already and are kept for what stands before. */
  #given = 0;

  constructor(secrets: ReadonlySet<string>) {
    this.#secrets = secrets;
  }

  push(chunk: Uint8Array): Uint8Array {
    const text =
      this.#held + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    const { spans, open } = secretsIn(text, this.#secrets);
    const cut = Math.max(this.#given, this.#cut(text, spans, open ?? text.length));
    const result = Buffer.from(replaced(text, spans, this.#given, cut), 'latin1');
    this.#given = Math.min(1, cut);
    this.#held = text.slice(cut - this.#given);
    return result;
  }

  /** What was held back; the stream may be used again from its beginning. */
  end(): Uint8Array {
    const text = this.#held;
    const given = this.#given;
    this.#held = '';
    this.#given = 0;
    return Buffer.from(replaced(text, secretsIn(text, this.#secrets).spans, given, text.length), 'latin1');
  }

  /** Where the text that is settled ends: no secret that begins before it can still grow or appear. */
  #cut(text: string, spans: readonly Span[], open: number): number {
    const line = text.lastIndexOf('\n') + 1;
    let longest = LONGEST_MATCH;
    for (const secret of this.#secrets) longest = Math.max(longest, secret.length);
    const settled = text.length - line <= Math.max(LONGEST_LINE_HELD, longest) ? line : text.length - longest;
    let cut = Math.min(settled, open);
    for (const { from, end } of spans) {
      if (from < cut && end > cut) cut = end < text.length && end <= open ? end : from;
    }
    return Math.max(cut, text.length - LONGEST_HELD);
  }
}

/** Spans in order and apart from each other; from `open` on, more text could change them. */
function secretsIn(text: string, known: ReadonlySet<string>): { spans: Span[]; open: number | undefined } {
  const spans: Span[] = [];
  for (const secret of known) {
    for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + secret.length))
      spans.push({ from: at, start: at, end: at + secret.length });
  }
  for (const { anchor, pattern } of RULES) {
    if (!text.includes(anchor)) continue;
    for (const match of text.matchAll(pattern)) {
      const from = match.index;
      spans.push({ from, start: from + (match[1]?.length ?? 0), end: from + match[0].length });
    }
  }
  if (!text.includes('-----BEGIN ')) return { spans: merged(spans), open: undefined };
  const keys = privateKeysIn(text);
  return { spans: merged([...spans, ...keys.spans]), open: keys.open };
}

function merged(spans: Span[]): Span[] {
  spans.sort((a, b) => a.from - b.from);
  const apart: Span[] = [];
  for (const span of spans) {
    const last = apart.at(-1);
    if (last === undefined || span.from >= last.end) {
      apart.push(span);
    } else {
      const start = Math.min(last.start, span.start);
      apart[apart.length - 1] = { from: last.from, start, end: Math.max(last.end, span.end) };
    }
  }
  return apart;
}

/** `text` from `from` to `to`; no span may lie across either. */
function replaced(text: string, spans: readonly Span[], from: number, to: number): string {
  let result = '';
  let at = from;
  for (const { start, end } of spans) {
    if (start < from || start >= to) continue;
    result += text.slice(at, start) + REPLACEMENT;
    at = end;
  }
  return result + text.slice(at, to);
}

/** What base64 (RFC 4648) shows of a value wherever it stands in the encoded data, in both alphabets. */
function base64Forms(value: string): string[] {
  const forms: string[] = [];
  const bytes = Buffer.from(value, 'utf8');
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The first and last characters also depend on what stands beside the value.
    const form = encoded.slice(Math.ceil((shift * 8) / 6), (bytes.length + shift) % 3 === 0 ? undefined : -1);
    forms.push(form, form.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return forms;
}
