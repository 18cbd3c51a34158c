import type { Usage } from '../protocol/state.ts';

/** `0.4 s`, `12.3 s`, `2 min 5 s`, `1 h 3 min`. */
export function duration(ms: number): string {
  const tenths = Math.round(ms / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The same for something that goes on, in whole seconds, so that it does not flicker. */
export function elapsed(ms: number): string {
  return ms < 60_000 ? `${Math.max(0, Math.floor(ms / 1000))} s` : duration(ms);
}

/** `1 attempt`, `3 attempts`, `12,345 log lines`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${thousands(number)} ${number === 1 ? one : many}`;
}

export function thousands(number: number): string {
  return number.toLocaleString('en-US', { maximumSignificantDigits: 21 });
}

/** `812 B`, `1.4 KB`, `3.0 MB`, in powers of 1,000. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `$0.031`; at least two figures of what is not zero. */
export function dollars(usd: number): string {
  return `$${usd === 0 || usd >= 0.1 ? usd.toFixed(2) : Number(usd.toPrecision(2)).toFixed(4)}`;
}

/** What the model calls cost, as far as it is known; undefined when no price is. */
export function cost(usage: Usage): string | undefined {
  if (usage.calls === 0 || usage.unpriced === usage.calls) return undefined;
  return usage.unpriced === 0 ? dollars(usage.usd) : `at least ${dollars(usage.usd)}`;
}

/** `4 model calls, 12,345 tokens, $0.031`. */
export function usageWords(usage: Usage): string {
  return [count(usage.calls, 'model call'), count(usage.total, 'token'), cost(usage)]
    .filter(word => word !== undefined)
    .join(', ');
}

/** Local date and time, `2026-11-20 07:23`. */
export function when(at: number): string {
  const date = new Date(at);
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
