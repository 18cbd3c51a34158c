import { parseAllDocuments } from 'yaml';
import { bare, isDockerfile, isManifest, unfencedDockerfile, unfencedManifest } from './artifactText.ts';
import { readFences } from './fences.ts';

export interface Wanted {
  /** File name, such as `Dockerfile`. */
  readonly name: string;
  /** `dockerfile` or `yaml`. */
  readonly language: string;
}

export type ReadReply =
  | { readonly text: string }
  | { readonly category: 'reply.empty' | 'reply.format'; readonly message: string };

const MOST_CHARS = 128 * 1024;
/** Said of a block that is not the answer: the text before it, or an aside. */
const ASIDE =
  /\b(?:alternativ\w*|optional\w*|previous\w*|original\w*|earlier|instead of|old|failing|failed)\b/iu;

/**
 * Takes the artifact out of a model's reply, in whatever form it came: in a fence of any kind or in none, among
 * other blocks, with prose around it, inside JSON. The text ends with one line end. Of several that fit, the last
 * one that is not introduced as an aside is the answer: models quote what was there before they give the new text.
 */
export function readReply(reply: string, want: Wanted): ReadReply {
  const text = reply
    .replace(/\r\n?/gu, '\n')
    .replace(/^\ufeff/u, '')
    .replace(/^\s*<think>[\s\S]*?<\/think>/u, '');
  if (text.trim() === '') return { category: 'reply.empty', message: 'The reply is empty.' };
  const { blocks, prose } = readFences(text);
  const fits = want.language === 'dockerfile' ? isDockerfile : isManifest;
  const complete = blocks.filter(block => block.closed && fits(block.text));
  const cut = blocks.find(block => !block.closed);
  if (cut !== undefined && (complete.length === 0 || fits(cut.text))) {
    return format(`The reply ends inside its code block: the ${want.name} is cut off.`);
  }
  const chosen = complete.findLast(block => !ASIDE.test(block.before)) ?? complete.at(-1);
  if (chosen !== undefined) {
    const whole = /^(?:markdown|md|text)?$/u.test(chosen.info) && readFences(chosen.text).blocks.length > 0;
    return whole ? readReply(chosen.text, want) : check(bare(chosen.text), want);
  }
  const wrapped = insideJson(blocks[0]?.text ?? text, fits);
  if (wrapped !== undefined) return readReply(wrapped, want);
  const unfenced = want.language === 'dockerfile' ? unfencedDockerfile(prose) : unfencedManifest(prose);
  return check(unfenced === '' ? bare(blocks.at(-1)?.text ?? prose) : unfenced, want);
}

function check(text: string, want: Wanted): ReadReply {
  const body = `${text.replace(/^(?:[ \t]*\n)+/u, '').trimEnd()}\n`;
  if (body.trim() === '')
    return { category: 'reply.empty', message: `The reply holds an empty ${want.name}.` };
  if (body.length > MOST_CHARS) return format(`The ${want.name} is longer than 128 KiB.`);
  if (want.language === 'dockerfile') {
    return isDockerfile(body) ? { text: body } : format(`The reply has no ${want.name}: no line says FROM.`);
  }
  if (!isManifest(body))
    return format(`The reply has no ${want.name}: nothing in it has apiVersion and kind.`);
  const [error] = parseAllDocuments(body, { prettyErrors: false }).flatMap(document => document.errors);
  if (error === undefined) return { text: body };
  const line = body.slice(0, error.pos[0]).split('\n').length;
  return format(`The ${want.name} is no YAML, line ${line}: ${error.message}.`);
}

function format(message: string): ReadReply {
  return { category: 'reply.format', message };
}

/** The first text inside a JSON value that fits or has a fence, when the whole reply is JSON. */
function insideJson(text: string, fits: (text: string) => boolean): string | undefined {
  const trimmed = text.trim();
  if (!/^[[{"]/u.test(trimmed)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(trimmed);
  } catch {
    return undefined;
  }
  const open = [value];
  for (let seen = 0; open.length > 0 && seen < 1000; seen += 1) {
    const next = open.shift();
    if (typeof next === 'string' && (fits(next) || next.includes('```'))) return next;
    if (typeof next === 'object' && next !== null) open.push(...Object.values(next).slice(0, 1000));
  }
  return undefined;
}
