const FROM = /^\s*FROM\s+(?:--platform=\S+\s+)?[\w$"'{][^\s]*(?:\s+AS\s+\S+)?\s*(?:#.*)?$/iu;
const INSTRUCTION =
  /^\s*(?:FROM|RUN|CMD|LABEL|MAINTAINER|EXPOSE|ENV|ADD|COPY|ENTRYPOINT|VOLUME|USER|WORKDIR|ARG|ONBUILD|STOPSIGNAL|HEALTHCHECK|SHELL)\s/u;
/** A line that some models put before the text: the file's name, or the language that belongs to the fence. */
const TITLE =
  /^\s*(?:\*\*)?`?(?:docker ?file|docker|containerfile|ya?ml|json|[\w.-]+\.ya?ml)`?:?(?:\*\*)?\s*$/iu;

export function isDockerfile(text: string): boolean {
  return text.split('\n').some(line => FROM.test(line));
}

/** Whether the text means to be a Kubernetes object, in YAML or JSON, valid or not. */
export function isManifest(text: string): boolean {
  return (
    /^[ \t]*["']?apiVersion["']?[ \t]*:|[{,][ \t]*"apiVersion"[ \t]*:/mu.test(text) &&
    /\bkind["']?[ \t]*:/u.test(text)
  );
}

/** The text without a title line and without the indentation that all its lines share. */
export function bare(text: string): string {
  const lines = text.split('\n');
  const first = lines.findIndex(line => line.trim() !== '');
  if (first !== -1 && TITLE.test(lines[first] ?? '')) lines.splice(0, first + 1);
  const indents = lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length);
  const shared = Math.min(...indents);
  return shared > 0 && Number.isFinite(shared)
    ? lines.map(line => line.slice(shared)).join('\n')
    : lines.join('\n');
}

/** A Dockerfile that stands in prose without a fence; empty when no line is a FROM. */
export function unfencedDockerfile(text: string): string {
  const lines = bare(text).split('\n');
  const from = lines.findIndex(line => FROM.test(line));
  if (from === -1) return '';
  const start = firstOf(lines, from, /^\s*(?:#|ARG\s|$)/u);
  for (let end = from + 1; end < lines.length; end += 1) {
    // Prose ends it only if nothing after it is an instruction: a broken instruction must stay visible.
    const prose = lines[end - 1]?.trim() === '' && /^\s*(?:[A-Z*>`-]|\d+\.)/u.test(lines[end] ?? '');
    if (prose && !lines.slice(end).some(line => INSTRUCTION.test(line)))
      return lines.slice(start, end).join('\n');
  }
  return lines.slice(start).join('\n');
}

/** A manifest that stands in prose without a fence; empty when nothing looks like one. */
export function unfencedManifest(text: string): string {
  const lines = bare(text).split('\n');
  const key = lines.findIndex(line => /^(?:["']?(?:apiVersion|kind)["']?\s*:|\{)/u.test(line));
  if (key === -1) return '';
  const start = firstOf(lines, key, /^(?:#|---|\s*$)/u);
  const prose = lines.findIndex(
    (line, i) => i > key && /^[^\s#\-}\]{"']/u.test(line) && !/^[\w./-]+\s*:/u.test(line),
  );
  return lines.slice(start, prose === -1 ? undefined : prose).join('\n');
}

/** The first of the lines right above `from` that still belong to it. */
function firstOf(lines: readonly string[], from: number, belongs: RegExp): number {
  let start = from;
  while (start > 0 && belongs.test(lines[start - 1] ?? '')) start -= 1;
  return start;
}
