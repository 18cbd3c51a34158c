const TAIL = 40;
const WINDOW = 120;
/** What a message and a command share without meaning the same thing. */
const COMMON =
  /^(?:error|failed|could|cannot|unable|found|file|directory|such|with|from|install|package|python|requires?|version|true|http|https)$/iu;

/**
 * A long instruction within `most` characters: its start, the place that the error names (the missing package,
 * the command that was not found), and its end.
 */
export function shortInstruction(text: string, error: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, Math.max(0, most - WINDOW - TAIL - 6));
  const rest = text.slice(head.length);
  const at = placeOf(error, rest);
  if (at === undefined) {
    const longer = text.slice(0, Math.max(0, most - TAIL - 3));
    return `${longer} … ${text.slice(-TAIL)}`.slice(0, most);
  }
  const start = Math.min(Math.max(0, at - WINDOW / 2), rest.length - WINDOW - TAIL);
  if (start <= 0)
    return `${text.slice(0, Math.max(0, most - TAIL - 3))} … ${text.slice(-TAIL)}`.slice(0, most);
  return `${head} … ${rest.slice(start, start + WINDOW)} … ${text.slice(-TAIL)}`.slice(0, most);
}

/** Where `text` has one of the words of `error` first, longest words tried first. */
function placeOf(error: string, text: string): number | undefined {
  const words = [...new Set(error.match(/[\w][\w.+@-]{2,}\w/gu) ?? [])].filter(word => !COMMON.test(word));
  for (const word of words.sort((a, b) => b.length - a.length).slice(0, 12)) {
    const at = text.indexOf(word);
    if (at !== -1) return at;
  }
  return undefined;
}
