import type { Tokens } from '../protocol/events.ts';

/** USD per million tokens. Thoughts bill as output. */
interface Rate {
  readonly input: number;
  readonly output: number;
  /** Input read from the context cache; absent where the price is not known: it then counts as input. */
  readonly cached?: number;
}

interface Price extends Rate {
  /** Rates of a call whose prompt is longer than 200,000 tokens. */
  readonly long?: Rate;
}

const LONG_PROMPT_TOKENS = 200_000;

/**
 * Written on 2026-11-20, from transcriptions made in September and October 2026 of Google's page
 * "Gemini Developer API pricing" (paid tier, standard, text). List prices: an introductory discount is not
 * counted, so that a limit in money errs on the safe side.
 */
const PRICES: ReadonlyMap<string, Price> = new Map([
  [
    'gemini/gemini-2.5-pro',
    { input: 1.25, cached: 0.125, output: 10, long: { input: 2.5, cached: 0.25, output: 15 } },
  ],
  ['gemini/gemini-2.5-flash', { input: 0.3, cached: 0.03, output: 2.5 }],
  ['gemini/gemini-2.5-flash-lite', { input: 0.1, cached: 0.01, output: 0.4 }],
  ['gemini/gemini-3-flash-preview', { input: 0.5, cached: 0.05, output: 3 }],
  ['gemini/gemini-3.1-pro-preview', { input: 2, output: 12, long: { input: 4, output: 18 } }],
  ['gemini/gemini-3.1-flash-lite', { input: 0.25, output: 1.5 }],
  ['gemini/gemini-3.5-flash', { input: 1.5, output: 9 }],
  ['gemini/gemini-3.5-flash-lite', { input: 0.3, cached: 0.03, output: 2.5 }],
  ['gemini/gemini-3.6-flash', { input: 1.5, cached: 0.15, output: 7.5 }],
  ['gemini/gemini-3.7-flash', { input: 1.5, cached: 0.15, output: 7.5 }],
  ['gemini/gemini-3.8-flash', { input: 1.5, cached: 0.15, output: 7.5 }],
]);

/** What one call cost; undefined when no price is known for the model (`provider/name`). */
export function usd(model: string, tokens: Tokens): number | undefined {
  const price = PRICES.get(model);
  if (price === undefined) return undefined;
  const rate = tokens.prompt > LONG_PROMPT_TOKENS ? (price.long ?? price) : price;
  const cached = Math.min(tokens.cached, tokens.prompt);
  return (
    ((tokens.prompt - cached) * rate.input +
      cached * (rate.cached ?? rate.input) +
      (tokens.output + tokens.thoughts) * rate.output) /
    1e6
  );
}

export function isPriced(model: string): boolean {
  return PRICES.has(model);
}

/** Every model with a known price, `provider/name`. */
export function pricedModels(): string[] {
  return [...PRICES.keys()];
}
