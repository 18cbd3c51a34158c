import { styleText } from 'node:util';

/** How output is coloured, by meaning. Every function returns its text unchanged when colours are off. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  /** Names: steps, runs, commands. */
  name(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

const SAME = (text: string) => text;
export const NO_PAINT: Paint = { good: SAME, bad: SAME, warn: SAME, name: SAME, strong: SAME, faint: SAME };

const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
  styleText(format, text, { validateStream: false });
const COLOURS: Paint = {
  good: style('green'),
  bad: style('red'),
  warn: style('yellow'),
  name: style('cyan'),
  strong: style('bold'),
  faint: style('dim'),
};

/** Colours for a stream: none in a pipe or a dumb terminal; NO_COLOR and FORCE_COLOR decide before that. */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
  if (env.NO_COLOR) return NO_PAINT;
  if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return COLOURS;
  return stream.isTTY === true && env.TERM !== 'dumb' ? COLOURS : NO_PAINT;
}
