/** One instruction of a Dockerfile as it stands in the text. */
export interface DockerfileInstruction {
  /** Upper case, such as `RUN`. */
  readonly keyword: string;
  /** What follows the keyword: continuation lines joined, comments between them left out. */
  readonly value: string;
  /** First and last line, from 1. */
  readonly line: number;
  readonly endLine: number;
  /** Whether its text goes on in here-documents, which only BuildKit understands. */
  readonly hereDocument: boolean;
}

/**
 * Splits a Dockerfile into its instructions by the rules of the Dockerfile reference: line continuation with
 * the escape character (a backslash, or what the `escape` directive names), comment lines skipped even inside
 * a continued instruction, here-documents taken whole. Never throws; a line that is no instruction comes back
 * with its first word as keyword.
 */
export function parseDockerfile(text: string): DockerfileInstruction[] {
  const lines = text.split('\n');
  const continuation = escapeCharacter(lines);
  const instructions: DockerfileInstruction[] = [];
  for (let at = 0; at < lines.length; ) {
    const start = at;
    const parts: string[] = [];
    let open = true;
    while (open && at < lines.length) {
      const line = (lines[at] ?? '').trimEnd();
      at += 1;
      const bare = line.trim();
      if (bare === '' || bare.startsWith('#')) {
        open = parts.length > 0;
        continue;
      }
      open = line.endsWith(continuation);
      parts.push(open ? line.slice(0, -1) : line);
    }
    if (parts.length === 0) continue;
    const joined = parts.join('').trim();
    const [keyword = '', ...rest] = joined.split(/\s+/u);
    const after = afterHereDocuments(joined, lines, at);
    const hereDocument = after > at;
    at = after;
    instructions.push({
      keyword: keyword.toUpperCase(),
      value: rest.length > 0 ? joined.slice(joined.indexOf(keyword) + keyword.length).trim() : '',
      line: start + 1,
      endLine: at,
      hereDocument,
    });
  }
  return instructions;
}

function hereDocuments(instruction: string): string[] {
  return [...instruction.matchAll(/(?<!<)<<-?\s*(["']?)([A-Za-z_]\w*)\1/gu)].map(match => match[2] ?? '');
}

function afterHereDocuments(instruction: string, lines: readonly string[], from: number): number {
  if (!/^(RUN|COPY|ADD)\b/iu.test(instruction)) return from;
  let at = from;
  for (const word of hereDocuments(instruction)) {
    const end = lines.findIndex((line, index) => index >= at && line.replace(/^\t+/u, '').trimEnd() === word);
    if (end === -1) return at;
    at = end + 1;
  }
  return at;
}

function escapeCharacter(lines: readonly string[]): string {
  for (const line of lines) {
    const directive = /^#\s*(\w+)\s*=\s*(\S+)\s*$/u.exec(line);
    if (directive === null) return '\\';
    if (directive[1]?.toLowerCase() === 'escape') return directive[2] ?? '\\';
  }
  return '\\';
}
