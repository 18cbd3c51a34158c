import { type DockerfileInstruction, parseDockerfile } from '../../evidence/dockerfile.ts';
import type { Edit, Preflight } from '../agent.ts';

interface Rule {
  readonly name: string;
  readonly reason: string;
  /** The mended text, or undefined when the rule has nothing to say. */
  mend(text: string, instructions: readonly DockerfileInstruction[]): string | undefined;
}

/**
 * What can be known of a Dockerfile without building it. Repairs are applied in order, each as an edit of its
 * own; what no rule can mend but is sure to fail is refused, with words the model can act on.
 * Run on its own result it changes nothing.
 */
export function preflightDockerfile(dockerfile: string): Preflight {
  const edits: Edit[] = [];
  let text = dockerfile;
  for (const rule of RULES) {
    const mended = rule.mend(text, parseDockerfile(text));
    if (mended === undefined || mended === text) continue;
    text = mended;
    edits.push({ rule: rule.name, reason: rule.reason, text });
  }
  const cause = refusal(parseDockerfile(text));
  return cause === undefined ? { edits } : { edits, refused: { category: 'artifact.refused', cause } };
}

const RULES: readonly Rule[] = [
  {
    name: 'fence',
    reason: 'A line of a Markdown code fence was left in the Dockerfile.',
    mend: text => (/^\s*(```|~~~)/mu.test(text) ? text.replace(/^\s*(```|~~~)[^\n]*\n?/gmu, '') : undefined),
  },
  {
    name: 'no-sudo',
    reason: 'The build runs as root, and sudo is not installed.',
    mend: (text, instructions) =>
      instructions.some(({ value }) => /\binstall\b[^&|;]*\bsudo\b/u.test(value))
        ? undefined
        : inRuns(text, instructions, run => run.replace(/(^|[\s;&|(])sudo\s+(?:-E\s+)?(?=[a-z])/gu, '$1')),
  },
  {
    name: 'apt-yes',
    reason: 'apt-get install asks for confirmation, and nobody can answer during a build.',
    mend: (text, instructions) =>
      inRuns(text, instructions, run =>
        run.replace(/\bapt(-get)?((?:\s+-[^\s]+)*)\s+install\b([^&|;]*)/gu, (all, get, before, rest) =>
          /(^|\s)(-[a-zA-Z]*y[a-zA-Z]*|--yes|--assume-yes|-qq)\b/u.test(`${before} ${rest}`)
            ? all
            : `apt${get ?? ''}${before} install -y${rest}`,
        ),
      ),
  },
  {
    name: 'apt-update',
    reason: 'Base images carry no package lists: apt-get install needs an apt-get update before it.',
    mend(text, instructions) {
      const first = instructions.find(({ keyword, value }) => keyword === 'RUN' && INSTALL.test(value));
      if (first === undefined) return undefined;
      const before = instructions.filter(({ line }) => line < first.line);
      const head = first.value.slice(0, first.value.search(INSTALL));
      const updated = /\bapt(-get)?(\s+-\S+)*\s+update\b/u;
      if (updated.test(head) || before.some(({ value }) => updated.test(value))) return undefined;
      return replaceIn(text, first, run => run.replace(INSTALL, found => `apt-get update && ${found}`));
    },
  },
  {
    name: 'ca-certificates',
    reason:
      'Something is fetched over https, and without ca-certificates its certificate cannot be verified.',
    mend(text, instructions) {
      const runs = instructions.filter(({ keyword }) => keyword === 'RUN');
      const fetching = runs.findIndex(({ value }) => FETCH.test(value));
      const fetch = runs[fetching];
      if (fetch === undefined) return undefined;
      const head = fetch.value.slice(0, fetch.value.search(FETCH));
      const before = [...runs.slice(0, fetching).map(({ value }) => value), head];
      if (before.some(value => /\bca-certificates\b|--no-check-certificate|sslVerify/u.test(value)))
        return undefined;
      const installing = INSTALL.test(head)
        ? fetch
        : runs.slice(0, fetching).findLast(({ value }) => INSTALL.test(value));
      if (installing === undefined) return undefined;
      return replaceIn(text, installing, run =>
        run.replace(/(\bapt(?:-get)?(?:\s+-\S+)*\s+install\b(?:[ \t]+-\S+)*)/u, '$1 ca-certificates'),
      );
    },
  },
];

const INSTALL = /\bapt(-get)?(\s+-\S+)*\s+install\b/u;
const FETCH = /\b(git\s+(?:-\S+\s+)*clone|wget|curl)\b[^;&|]*https:\/\//u;

function inRuns(
  text: string,
  instructions: readonly DockerfileInstruction[],
  mend: (run: string) => string,
): string {
  return instructions
    .filter(({ keyword }) => keyword === 'RUN')
    .toReversed()
    .reduce((mended, instruction) => replaceIn(mended, instruction, mend), text);
}

function replaceIn(
  text: string,
  { line, endLine }: DockerfileInstruction,
  mend: (source: string) => string,
): string {
  const lines = text.split('\n');
  const source = lines.slice(line - 1, endLine).join('\n');
  return [...lines.slice(0, line - 1), mend(source), ...lines.slice(endLine)].join('\n');
}

function refusal(instructions: readonly DockerfileInstruction[]): string | undefined {
  const stages = instructions.filter(({ keyword }) => keyword === 'FROM').length;
  if (stages === 0) return 'The Dockerfile has no FROM instruction.';
  for (const { keyword, value, line, hereDocument } of instructions) {
    if (hereDocument) {
      return `Line ${line}: here-documents (<<) are not supported here. Use printf, or join the commands with &&.`;
    }
    if ((keyword === 'COPY' || keyword === 'ADD') && !fetchesItsSource(value)) {
      return (
        `Line ${line}: ${keyword} ${value.slice(0, 120)} needs a file of the build context, and the context holds ` +
        'only the Dockerfile. Fetch or create the file with RUN.'
      );
    }
    if (keyword === 'RUN' && /^(--\S+\s+)*--mount=/u.test(value)) {
      return `Line ${line}: RUN --mount is not supported here. Leave the mount out.`;
    }
  }
  return undefined;
}

function fetchesItsSource(value: string): boolean {
  return /--from=/u.test(value) || /(^|\s|\[\s*")(https?|ftp|git):\/\//u.test(value);
}
