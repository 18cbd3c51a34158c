const HELP = /^(--?help|-h|--?version|--usage)$/u;
/** Commands around an application that do not run it. */
const AROUND =
  /^(cd|echo|printf|export|set|ls|pwd|mkdir|cat|true|:|which|command|type|env|date|hostname|nproc|sleep|ulimit|source|\.)$/u;

/**
 * Why a container's command does not count as running the application: every program in it is only asked for
 * its help or version, or there is no program at all. Undefined when it counts. What `asked` (the plan's own
 * instructions) names is what was wanted, and counts.
 */
export function degenerateCommand(
  command: readonly string[] | undefined,
  args: readonly string[] | undefined,
  asked: string,
): string | undefined {
  const words = [...(command ?? []), ...(args ?? [])];
  if (words.length === 0) return undefined;
  const programs = scriptsOf(words).filter(program => !AROUND.test(program[0] ?? ':'));
  if (programs.length === 0) return 'The command runs no application.';
  for (const program of programs) {
    const flag = program
      .slice(1)
      .find((word, index, all) => HELP.test(word) && (word !== '-h' || index === all.length - 1));
    if (flag === undefined || mentions(asked, flag)) return undefined;
  }
  return `\`${programs[0]?.join(' ').slice(0, 200)}\` shows help or a version; it does not run the application.`;
}

/** The simple commands of an argument vector, looking into `sh -c`. Quotes are taken off, nothing is expanded. */
function scriptsOf(words: readonly string[]): string[][] {
  const shell = /(^|\/)(ba|da|z|k)?sh$/u.test(words[0] ?? '');
  const script = shell ? words.findIndex((word, index) => index > 0 && /^-[a-z]*c$/u.test(word)) : -1;
  if (script === -1) return [words.filter(word => !/^\w+=/u.test(word))];
  return (words[script + 1] ?? '')
    .split(/&&|\|\||[;|\n]/u)
    .map(part =>
      part
        .split(/\s+/u)
        .map(word => word.replace(/^["']|["']$/gu, ''))
        .filter(word => word !== '' && !/^\w+=/u.test(word)),
    )
    .filter(part => part.length > 0);
}

function mentions(asked: string, flag: string): boolean {
  return asked.split(/\s+/u).includes(flag);
}
