import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCES = 'extension';
const BUNDLE = join(ROOT, 'l10n', 'bundle.l10n.json');

/** A call and its first argument, when that is one literal without anything put together into it. */
const CALL =
  /\bl10n\.t\(\s*(?:(?<literal>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\$]|\\.)*`)\s*[,)])?/gu;

/** Properties and calls whose text a person sees. */
const SHOWN =
  /(?:\bshow(?:Information|Warning|Error)Message\(|\b(?:title|label|description|detail|tooltip|placeHolder|prompt|message|text|name)\s*[:=])\s*(?<literal>'[^'\n]*'|"[^"\n]*"|`[^`\n]*`)/gu;
const WORDS = /\p{L}{2,}/u;
/** What needs no translation: values and icons that are put in, names of products, ids and paths. */
const NO_WORDS =
  /^[a-z][\w-]*(?:[./:][\w-]*)*$|\$\{[^}]*\}|\$\([a-z~-]+\)|\b(?:Fractale|fractale|VS Code)\b/gu;

/**
 * The texts that `l10n.t` is asked for in a source, and what is wrong with it: calls that translators' tools
 * cannot read, and texts for people that do not go through it.
 * @param {string} file its name in problems
 * @param {string} source
 * @returns {{ texts: string[], problems: string[] }}
 */
export function textsOf(file, source) {
  const code = source.replace(/^\s*(?:\/\/|\/?\*).*$/gmu, '');
  const texts = [];
  const problems = [];
  const lineOf = index => code.slice(0, index).split('\n').length;
  for (const { index, groups } of code.matchAll(CALL)) {
    if (groups?.literal !== undefined) texts.push(unquoted(groups.literal));
    else problems.push(`${file}:${lineOf(index)}: l10n.t wants one literal text first`);
  }
  for (const { index, groups } of code.matchAll(SHOWN)) {
    if (!WORDS.test(groups.literal.slice(1, -1).replaceAll(NO_WORDS, ''))) continue;
    problems.push(`${file}:${lineOf(index)}: ${groups.literal} does not go through l10n.t`);
  }
  return { texts, problems };
}

/** The value of a literal without substitutions. */
function unquoted(literal) {
  const escapes = { n: '\n', t: '\t', r: '\r' };
  return literal
    .slice(1, -1)
    .replace(/\\(u\{?([0-9a-f]+)\}?|.)/giu, (_, character, code) =>
      code === undefined
        ? (escapes[character] ?? character)
        : String.fromCodePoint(Number.parseInt(code, 16)),
    );
}

/** Titles in contribution tables become package.nls.json, and what the language server says comes from the plan rules. */
function sourceFiles() {
  return readdirSync(join(ROOT, SOURCES), { recursive: true, encoding: 'utf8' })
    .map(name => name.replaceAll('\\', '/'))
    .filter(name => /\.tsx?$/u.test(name) && !/(?:\.test\.ts|[cC]ontribution\.ts)$/u.test(name))
    .filter(name => !/^(?:manifest|languageServer)\//u.test(name))
    .map(name => join(ROOT, SOURCES, name));
}

/** Writes l10n/bundle.l10n.json anew from the sources; with `--check`, only compares. */
function main() {
  const found = sourceFiles().map(file => textsOf(relative(ROOT, file), readFileSync(file, 'utf8')));
  const texts = [...new Set(found.flatMap(({ texts }) => texts))].sort();
  const problems = found.flatMap(({ problems }) => problems);
  const bundle = `${JSON.stringify(Object.fromEntries(texts.map(text => [text, text])), null, 2)}\n`;
  if (!process.argv.includes('--check')) {
    mkdirSync(dirname(BUNDLE), { recursive: true });
    writeFileSync(BUNDLE, bundle);
  } else if (readFileSync(BUNDLE, 'utf8') !== bundle) {
    problems.push('l10n/bundle.l10n.json is not what the sources say. Run: npm run texts');
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
