import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readReply } from './reply.ts';

const dockerfile = { name: 'Dockerfile', language: 'dockerfile' };
const manifest = { name: 'job.yaml', language: 'yaml' };
const D = 'FROM debian:bookworm\nRUN apt-get update \\\n && apt-get install -y lammps\n';
const J = 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: run\n';

const indented = (text: string) => text.replace(/^(?=.)/gmu, '    ');

const DOCKERFILES: Record<string, string> = {
  'a fence': `\`\`\`dockerfile\n${D}\`\`\``,
  'another info string': `\`\`\`Docker\n${D}\`\`\`\n`,
  'no info string': `\`\`\`\n${D}\`\`\`\n`,
  tildes: `~~~dockerfile\n${D}~~~`,
  'a longer fence': `Here:\n\n\`\`\`\`dockerfile title="Dockerfile"\n${D}\`\`\`\`\n\nGood luck.`,
  'an indented fence in a list': `1. Write this:\n\n    \`\`\`dockerfile\n${indented(D)}    \`\`\`\n\n2. Build it.`,
  'no fence': D,
  'no fence, no line end': D.trimEnd(),
  'no fence, prose around': `From the log I see that git is missing. Here is the Dockerfile:\n\n${D}\nThis installs LAMMPS from Debian.\nIt needs no network later.`,
  'indented as code': `The Dockerfile:\n\n${indented(D)}`.replace('The Dockerfile:\n\n', ''),
  'Windows line ends': `\`\`\`dockerfile\n${D}\`\`\`\n`.replaceAll('\n', '\r\n'),
  'a byte order mark': `\ufeff${D}`,
  'the file name inside the fence': `\`\`\`\nDockerfile\n${D}\`\`\``,
  'a shell block after it': `\`\`\`dockerfile\n${D}\`\`\`\nBuild it:\n\`\`\`bash\ndocker build -t x .\n\`\`\``,
  'a shell block before it': `\`\`\`bash\nmkdir x\n\`\`\`\n\`\`\`dockerfile\n${D}\`\`\``,
  'a shell block and no fence': `${D}\n\`\`\`bash\ndocker build -t x .\n\`\`\``,
  'what was there, then the new text': `You had:\n\`\`\`dockerfile\nFROM alpine\n\`\`\`\nCorrected:\n\`\`\`dockerfile\n${D}\`\`\``,
  'an alternative after it': `\`\`\`dockerfile\n${D}\`\`\`\nAlternatively, on Alpine:\n\`\`\`dockerfile\nFROM alpine\n\`\`\``,
  'a snippet, then the whole': `Add this:\n\`\`\`dockerfile\nRUN apt-get install -y git\n\`\`\`\nIn full:\n\`\`\`dockerfile\n${D}\`\`\``,
  'a stray fence at the end': `\`\`\`dockerfile\n${D}\`\`\`\n\`\`\`\n`,
  'a fence in a fence': `\`\`\`markdown\nThe file:\n\`\`\`dockerfile\n${D}\`\`\`\n\`\`\`\n`,
  JSON: JSON.stringify({ dockerfile: D, notes: 'none' }),
  'JSON in a fence': `\`\`\`json\n${JSON.stringify({ files: [{ path: 'Dockerfile', content: D }] }, null, 2)}\n\`\`\``,
  'fenced text inside JSON': JSON.stringify({ answer: `\`\`\`dockerfile\n${D}\`\`\`` }),
  thoughts: `<think>\nMaybe\n\`\`\`dockerfile\nFROM alpine\n\`\`\`\n</think>\n\`\`\`dockerfile\n${D}\`\`\``,
};

for (const [form, reply] of Object.entries(DOCKERFILES)) {
  test(`Dockerfile: ${form}`, () => assert.deepEqual(readReply(reply, dockerfile), { text: D }));
}

test('fences inside a here-document belong to the Dockerfile', () => {
  const text = `FROM debian\nRUN cat <<'EOF' > /README.md\n\`\`\`\nlmp -in in.melt\n\`\`\`\nEOF\nRUN true\n`;
  assert.deepEqual(readReply(`\`\`\`dockerfile\n${text}\`\`\``, dockerfile), { text });
  const named = text.replace('```\nlmp', '```bash\nlmp');
  assert.deepEqual(readReply(`\`\`\`dockerfile\n${named}\`\`\``, dockerfile), { text: named });
});

test('remarks, directives and ARG before the first FROM are kept', () => {
  const text = `# syntax=docker/dockerfile:1\n# LAMMPS\nARG V=1\n\nFROM debian:\${V} AS run\nRUN true\n`;
  assert.deepEqual(readReply(`Here you go:\n\n${text}`, dockerfile), { text });
});

test('a broken instruction stays visible: it is not taken for prose', () => {
  const text = 'FROM debian\nRUN apt-get update &&\n\nInstall git\nRUN git clone https://x\n';
  assert.deepEqual(readReply(text, dockerfile), { text });
});

const MANIFESTS: Record<string, [string, string?]> = {
  'a fence': [`Sure.\n\`\`\`yaml\n${J}\`\`\`\nApply it with kubectl.`],
  'no fence, prose around': [`Here is the Job:\n\n${J}\nThis runs the benchmark.\n`],
  'no fence, a remark and a document start': [`# the job\n---\n${J}`, `# the job\n---\n${J}`],
  'JSON is YAML': [
    '{"apiVersion": "batch/v1", "kind": "Job"}',
    '{"apiVersion": "batch/v1", "kind": "Job"}\n',
  ],
  'inside JSON': [JSON.stringify({ manifest: J })],
  'a shell block with it': [`\`\`\`yaml\n${J}\`\`\`\n\`\`\`sh\nkubectl apply -f job.yaml\n\`\`\``],
};

for (const [form, [reply, text = J]] of Object.entries(MANIFESTS)) {
  test(`manifest: ${form}`, () => assert.deepEqual(readReply(reply, manifest), { text }));
}

const REFUSED: readonly [string, typeof dockerfile, RegExp][] = [
  ['', dockerfile, /^reply\.empty: The reply is empty/u],
  [' \n\t\n', dockerfile, /^reply\.empty/u],
  [
    'I am sorry, I cannot help.',
    dockerfile,
    /^reply\.format: The reply has no Dockerfile: no line says FROM/u,
  ],
  ['```dockerfile\n```', dockerfile, /^reply\.empty: The reply holds an empty Dockerfile/u],
  ['```bash\ndocker pull lammps\n```', dockerfile, /no line says FROM/u],
  [
    `\`\`\`dockerfile\n${D.slice(0, 40)}`,
    dockerfile,
    /^reply\.format: The reply ends inside its code block/u,
  ],
  [`You had:\n\`\`\`dockerfile\nFROM x\n\`\`\`\nNow:\n\`\`\`dockerfile\n${D}`, dockerfile, /cut off/u],
  [
    'I cannot.',
    manifest,
    /^reply\.format: The reply has no job\.yaml: nothing in it has apiVersion and kind/u,
  ],
  ['```yaml\nfoo: 1\n```', manifest, /apiVersion and kind/u],
  [`\`\`\`yaml\n${J}  bad: [\n\`\`\``, manifest, /^reply\.format: The job\.yaml is no YAML, line \d+: /u],
  [`\`\`\`yaml\n${J}\tx: 1\n\`\`\``, manifest, /is no YAML, line 5: /u],
];

for (const [reply, want, message] of REFUSED) {
  test(`refused: ${JSON.stringify(reply.slice(0, 40))}`, () => {
    const read = readReply(reply, want);
    assert.ok('category' in read);
    assert.match(`${read.category}: ${read.message}`, message);
  });
}

test('any reply is an artifact with one line end, or refused with words', () => {
  const piece = fc.constantFrom(
    '```',
    '~~~',
    '```dockerfile\n',
    '\n',
    'FROM a',
    'kind: Job\n',
    'apiVersion: v1\n',
    '{',
    '"',
    'RUN x <<EOF\n',
    'text',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(piece, fc.string())),
      fc.constantFrom(dockerfile, manifest),
      (pieces, want) => {
        const read = readReply(pieces.join(''), want);
        if ('text' in read) assert.match(read.text, /^\S[\s\S]*\S\n$|^[ \t]+\S[\s\S]*\n$/u);
        else assert.ok(read.message.length > 10);
      },
    ),
    { numRuns: 1000 },
  );
});
