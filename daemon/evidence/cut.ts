/** The text's start and end, with a sign between them when it is too long. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const room = Math.max(0, most - 3);
  const head = Math.ceil(room * 0.7);
  return `${text.slice(0, head)} … ${text.slice(text.length - (room - head))}`.slice(0, most);
}
