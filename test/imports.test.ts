import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const FOLDERS = ['daemon', 'extension', 'webview', 'bench', 'test'];

/**
 * Which parts of daemon/ each part may import, itself and the packages apart: a folder, or one file of it.
 * `type` before it: by `import type` only. What puts the parts together (files right in daemon/, every main.ts)
 * may import all.
 */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  words: ['protocol'],
  plan: ['protocol'],
  evidence: ['protocol'],
  discovery: ['protocol'],
  store: ['protocol', 'discovery'],
  platforms: ['protocol', 'evidence'],
  models: ['protocol', 'evidence'],
  agents: ['protocol', 'plan', 'evidence', 'models', 'type platforms'],
  runs: ['protocol', 'plan', 'evidence', 'models', 'store', 'agents/agent.ts', 'type platforms'],
  doctor: ['protocol', 'discovery', 'type platforms'],
  server: ['protocol', 'discovery', 'store'],
  client: ['protocol', 'discovery'],
  cli: ['protocol', 'words', 'discovery', 'plan', 'client'],
};

/** What the editor's side may import of daemon/. */
const OF_DAEMON: Readonly<Record<string, readonly string[]>> = {
  extension: ['protocol', 'words', 'plan', 'discovery', 'client', 'models/prices.ts'],
  // The plan language server knows what agents declare; it is a process of its own.
  'extension/languageServer': ['protocol', 'plan', 'agents', 'models/prices.ts'],
  webview: ['protocol', 'words'],
};

const HEAVY = /^(dockerode|@langchain\/.*|@google\/generative-ai|simple-git)$/u;

interface Import {
  readonly line: number;
  readonly specifier: string;
  readonly kind: 'static' | 'type' | 'dynamic';
}

/**
 * The imports of a source file. Statements are known by their first word at the start of a line, where the
 * formatter puts them, and may span lines; comments are left out.
 */
function importsOf(source: string): Import[] {
  const text = source.replace(/^\s*(?:\/\/|\/?\*).*$/gmu, line => ' '.repeat(line.length));
  const statement =
    /^(?:import|export)(?<type>\s+type)?\b(?:[^'";=()]*?\bfrom\b)?\s*(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>/gmu;
  const call = /\bimport\(\s*(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>\s*\)/gu;
  const found = [...text.matchAll(statement)].map(match => of(match, match.groups?.type ? 'type' : 'static'));
  return [...found, ...[...text.matchAll(call)].map(match => of(match, 'dynamic'))];

  function of(match: RegExpExecArray, kind: Import['kind']): Import {
    const line = text.slice(0, match.index).split('\n').length;
    return { line, specifier: match.groups?.specifier ?? '', kind };
  }
}

/** Exports that hide where a name comes from, with their lines. */
function hiddenExports(source: string): { line: number; what: string }[] {
  return source.split('\n').flatMap((text, index) => {
    if (/^export default\b|^export\s*\{.*\bas default\b/u.test(text)) {
      return [{ line: index + 1, what: 'default export' }];
    }
    return /^export\s+(?:type\s+)?\*/u.test(text) ? [{ line: index + 1, what: 'export * from' }] : [];
  });
}

/** Everything that a file does against the rules. `file` is relative to the repository, with slashes. */
function violations(file: string, source: string): string[] {
  const broken: string[] = [];
  const [folder, part] = file.split('/');
  const isTest = folder === 'test' || file.endsWith('.test.ts');
  for (const { line, specifier, kind } of importsOf(source)) {
    const say = (rule: string) => broken.push(`${file}:${line}: imports ${specifier}: ${rule}`);
    if (specifier === 'vscode' && folder !== 'extension' && !file.startsWith('test/vscode/'))
      say('only extension/ knows VS Code');
    if (HEAVY.test(specifier) && kind === 'static' && folder !== 'test') {
      say('a heavy library, to be loaded by `await import(…)` where it is needed');
    }
    if (isTest) continue;
    if (folder === 'extension' || folder === 'webview') {
      const target = posix.join(posix.dirname(file), specifier);
      if (!specifier.startsWith('.') || !target.startsWith('daemon/')) continue;
      const path = target.slice('daemon/'.length);
      const own = OF_DAEMON[posix.dirname(file)] ?? OF_DAEMON[folder] ?? [];
      if (!own.some(arrow => path === arrow || path.startsWith(`${arrow}/`)))
        say(`not an arrow of ${folder}`);
      continue;
    }
    if (folder !== 'daemon') continue;
    if (part === 'protocol' && !specifier.startsWith('.')) say('protocol imports nothing');
    if (!specifier.startsWith('.')) continue;
    const target = posix.join(posix.dirname(file), specifier);
    if (!target.startsWith('daemon/')) say('daemon/ stands on its own');
    else if (!putsTogether(file) && !allowed(part ?? '', target.slice('daemon/'.length), kind))
      say(`not an arrow of ${part}`);
  }
  return [...broken, ...hiddenExports(source).map(({ line, what }) => `${file}:${line}: ${what}`)];
}

function putsTogether(file: string): boolean {
  return /^daemon\/[^/]+\.ts$|\/main\.ts$/u.test(file);
}

function allowed(part: string, target: string, kind: Import['kind']): boolean {
  const own = ARROWS[part];
  if (own === undefined) return false;
  if (target.startsWith(`${part}/`)) return true;
  return own.some(arrow => {
    const [only, to] = arrow.startsWith('type ') ? ['type', arrow.slice('type '.length)] : [undefined, arrow];
    return (target === to || target.startsWith(`${to}/`)) && (only === undefined || only === kind);
  });
}

function sourceFiles(): string[] {
  return FOLDERS.filter(folder => existsSync(join(ROOT, folder))).flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map(name => posix.join(folder, name.replaceAll('\\', '/')))
      .filter(file => /\.(ts|tsx|mts|mjs)$/u.test(file) && !file.includes('/node_modules/')),
  );
}

test('imports follow the arrows of the design', () => {
  const files = sourceFiles();
  assert.ok(files.includes('daemon/protocol/fold.ts'));
  const broken = files.flatMap(file => violations(file, readFileSync(join(ROOT, file), 'utf8')));
  assert.deepEqual(broken, []);
});

test('each rule is broken by what it forbids', () => {
  const broken = (file: string, source: string) => violations(file, source).length > 0;
  assert.ok(broken('daemon/protocol/a.ts', "import { join } from 'node:path';\n"));
  assert.ok(broken('daemon/plan/a.ts', "import type { Run } from '../runs/run.ts';\n"));
  assert.ok(broken('daemon/store/a.ts', "export { agent } from '../agents/agent.ts';\n"));
  assert.ok(broken('daemon/runs/a.ts', "import { Docker } from '../platforms/docker/docker.ts';\n"));
  assert.ok(broken('daemon/runs/a.ts', "import type { A } from '../agents/build/buildAgent.ts';\n"));
  assert.ok(broken('daemon/cli/commands/a.ts', "const { a } = await import('../../server/a.ts');\n"));
  assert.ok(broken('daemon/cli/a.ts', "import {\n  a,\n  type B,\n} from '../runs/a.ts';\n"));
  assert.ok(broken('daemon/unknown/a.ts', "import { a } from '../protocol/a.ts';\n"));
  assert.ok(broken('daemon/server/a.ts', "import { b } from '../../scripts/b.mjs';\n"));
  assert.ok(broken('daemon/store/a.ts', "import { simpleGit } from 'simple-git';\n"));
  assert.ok(broken('daemon/store/a.ts', "import { type SimpleGit } from 'simple-git';\n"));
  assert.ok(broken('daemon/server/a.ts', "import * as vscode from 'vscode';\n"));
  assert.ok(broken('extension/tree/a.ts', "import { Runs } from '../../daemon/runs/runs.ts';\n"));
  assert.ok(broken('webview/a.tsx', "import { connect } from '../daemon/client/connect.ts';\n"));
  assert.ok(broken('test/a.ts', 'export default 1;\n'));
  assert.ok(broken('test/a.ts', "export * from './b.ts';\n"));

  assert.ok(!broken('daemon/runs/a.ts', "import type { Platform } from '../platforms/platform.ts';\n"));
  assert.ok(!broken('daemon/runs/deep/a.ts', "import type { Agent } from '../../agents/agent.ts';\n"));
  assert.ok(!broken('daemon/store/a.ts', "import type { SimpleGit } from 'simple-git';\n"));
  assert.ok(!broken('daemon/store/a.ts', "const { simpleGit } = await import('simple-git');\n"));
  assert.ok(!broken('daemon/plan/a.ts', " * import('../runs/a.ts')\n// import('../runs/a.ts')\n"));
  assert.ok(!broken('daemon/main.ts', "import { a } from './runs/a.ts';\n"));
  assert.ok(!broken('daemon/cli/main.ts', "import { AGENTS } from '../agents/registry.ts';\n"));
});
