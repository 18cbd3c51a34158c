import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlanProblem } from '../protocol/requests.ts';
import type { AgentDeclaration } from './input.ts';
import { loadPlan } from './loadPlan.ts';

const shared = {
  environment: { type: 'string', doc: 'Where it runs.' },
  details: { type: 'string', doc: 'More instructions.' },
} as const;
const build: AgentDeclaration = {
  name: 'build',
  description: 'Builds.',
  inputs: {
    application: { type: 'string', required: true, doc: 'What to build.' },
    platforms: { type: 'strings', doc: 'Platforms.' },
    push: { type: 'boolean', doc: 'Push it.' },
    max_runtime: { type: 'integer', minimum: 1, doc: 'Seconds.' },
    ...shared,
  },
};
const job: AgentDeclaration = {
  name: 'kubernetes-job',
  description: 'Runs.',
  inputs: {
    container: { type: 'string', required: true, inherited: true, doc: 'The image.' },
    no_pull: { type: 'boolean', doc: 'Never pull.' },
    ...shared,
  },
};
const world = { agents: [build, job], targets: ['local', 'kata'], providers: ['gemini', 'replay'] };

const ORIGINAL = `name: Build and Deploy LAMMPS
description: Build a Docker container and deploy it as a Kubernetes Job.
plan:

  # Important: everything you want to provide to the manager agent should be defined.
  # Agents can pass steps in between, but the manager is always given stateless context.
- agent: build
  context:
    environment: "google cloud CPU instance in Kubernetes"
    application: lammps
    max_attempts: 10
    details: |
      Ensure all globbed files from examples/reaxff/HNS from the root of the lammps codebase are in the WORKDIR. Clone the latest branch of LAMMPS.

- agent: kubernetes-job
  context:
    no_pull: true
    environment: "google cloud CPU instance in Kubernetes" 
    max_attempts: 10
    details: |
      Run in.reaxff.hns in the pwd with lmp -v x 2 -v y 2 -v z 2 -in ./in.reaxff.hns -nocite
`;

test('the original’s plan loads unchanged, with every default', () => {
  const environment = 'google cloud CPU instance in Kubernetes';
  const step = { target: 'local', review: 'auto', isolation: 'container', maxAttempts: 10, success: [] };
  assert.deepEqual(loadPlan(ORIGINAL, world), {
    problems: [],
    plan: {
      name: 'Build and Deploy LAMMPS',
      description: 'Build a Docker container and deploy it as a Kubernetes Job.',
      limits: { minutes: 120, tokens: 500_000 },
      onInterrupt: 'resume',
      steps: [
        {
          ...step,
          id: 'build',
          agent: 'build',
          context: {
            application: 'lammps',
            environment,
            details:
              'Ensure all globbed files from examples/reaxff/HNS from the root of the lammps codebase are in the WORKDIR. Clone the latest branch of LAMMPS.\n',
          },
          line: 7,
        },
        {
          ...step,
          id: 'kubernetes-job',
          agent: 'kubernetes-job',
          context: {
            no_pull: true,
            environment,
            details:
              'Run in.reaxff.hns in the pwd with lmp -v x 2 -v y 2 -v z 2 -in ./in.reaxff.hns -nocite\n',
          },
          line: 15,
        },
      ],
    },
  });
});

test('everything that a plan can say', () => {
  const loaded = loadPlan(
    `name: LAMMPS
description: &where a laptop
goal: Timesteps per second
model: replay/melt.jsonl
limits: {minutes: 1.5, tokens: 1000, usd: 0.5}
on_interrupt: stop
steps:
- id: image
  agent: build
  description: Make it.
  review: ask
  context: {application: lammps, platforms: "linux/amd64, linux/arm64", push: yes, <<: &both {environment: *where}}
- id: run
  agent: kubernetes-job
  target: kata
  isolation: vm
  review: {mode: ask, minutes: 30}
  context:
    <<: *both
    environment: mine
  success:
  - exit: 3
  - log: 'Loop time of'
  - metric: {name: speed, regex: '([0-9.]+) timesteps/s', unit: 1/s}
`,
    world,
  );
  assert.deepEqual(
    loaded.problems.map(({ code, severity }) => ({ code, severity })),
    [{ code: 'old-boolean', severity: 'warning' }],
  );
  assert.deepEqual(loaded.plan, {
    name: 'LAMMPS',
    description: 'a laptop',
    goal: 'Timesteps per second',
    model: 'replay/melt.jsonl',
    limits: { minutes: 1.5, tokens: 1000, usd: 0.5 },
    onInterrupt: 'stop',
    steps: [
      {
        id: 'image',
        agent: 'build',
        description: 'Make it.',
        target: 'local',
        review: 'ask',
        isolation: 'container',
        maxAttempts: 5,
        context: {
          application: 'lammps',
          environment: 'a laptop',
          platforms: ['linux/amd64', 'linux/arm64'],
          push: true,
        },
        success: [],
        line: 8,
      },
      {
        id: 'run',
        agent: 'kubernetes-job',
        target: 'kata',
        review: 'ask',
        reviewMinutes: 30,
        isolation: 'vm',
        maxAttempts: 5,
        context: { environment: 'mine' },
        success: [
          { kind: 'exit', code: 3 },
          { kind: 'log', pattern: 'Loop time of' },
          { kind: 'metric', name: 'speed', regex: '([0-9.]+) timesteps/s', unit: '1/s' },
        ],
        line: 13,
      },
    ],
  });
});

const GOOD = '- agent: build\n  context: {application: lammps}\n';
const twoSteps = (second: string) => `name: n\nsteps:\n${GOOD}${second}`;
const context = (line: string) =>
  `name: n\nsteps:\n- agent: build\n  context:\n    application: a\n    ${line}\n`;
const check = (item: string) => `name: n\nsteps:\n${GOOD}  success:\n  - ${item}\n`;

/** The one problem that each text has, at the place between ⟦ and ⟧; and what its replacement must be. */
const CASES: readonly [code: string, text: string, replacement?: string][] = [
  ['empty-plan', '⟦⟧'],
  ['empty-plan', '⟦⟧# nothing but a remark\n'],
  ['wrong-type', '⟦- a\n- b\n⟧'],
  ['wrong-type', '⟦just words⟧\n'],
  ['not-text', 'name: n⟦\u0000⟧\n'],
  ['yaml-syntax', 'name: n\nsteps:\n⟦\t⟧- agent: build\n', '  '],
  ['yaml-syntax', `name: "a⟦\\⟧d"\nsteps:\n${GOOD}`, '\\\\'],
  ['several-documents', `name: n\nsteps:\n${GOOD}⟦---\nname: m\n⟧`],
  ['duplicate-key', `name: n\n⟦name⟧: m\nsteps:\n${GOOD}`],
  ['unknown-alias', `name: ⟦*n⟧\nsteps:\n${GOOD}`, '"*n"'],
  ['wrong-key', `name: n\nsteps:\n${GOOD}⟦5⟧: x\n`, '"5"'],
  ['unknown-key', `name: n\n⟦gaol⟧: x\nsteps:\n${GOOD}`, 'goal'],
  ['unknown-key', `name: n\n⟦__proto__⟧: x\nsteps:\n${GOOD}`],
  ['missing-key', `⟦⟧steps:\n${GOOD}`],
  ['missing-key', '⟦⟧name: n\n'],
  ['wrong-type', `name: ⟦5⟧\nsteps:\n${GOOD}`, '"5"'],
  ['empty', `name: ⟦""⟧\nsteps:\n${GOOD}`],
  ['two-lists', `name: n\nplan:\n${GOOD}⟦steps⟧:\n${GOOD}`],
  ['wrong-type', 'name: n\nplan: ⟦hello⟧\n'],
  ['no-steps', 'name: n\n⟦steps⟧: []\n'],
  ['wrong-type', 'name: n\nsteps:\n- ⟦build⟧\n'],
  ['invalid-model', `name: n\nmodel: ⟦gemini-2.5-pro⟧\nsteps:\n${GOOD}`, 'gemini/gemini-2.5-pro'],
  ['unknown-provider', `name: n\nmodel: ⟦gemni/pro⟧\nsteps:\n${GOOD}`, 'gemini/pro'],
  ['out-of-range', `name: n\nlimits: {minutes: ⟦0⟧}\nsteps:\n${GOOD}`],
  ['wrong-type', `name: n\nlimits: {tokens: ⟦1.5⟧}\nsteps:\n${GOOD}`],
  ['no-effect', `name: n\nlimits: {⟦recoveries⟧: 3}\nsteps:\n${GOOD}`],
  ['unknown-value', `name: n\non_interrupt: ⟦resum⟧\nsteps:\n${GOOD}`, 'resume'],
  ['unknown-key', 'name: n\nsteps:\n- ⟦agnt⟧: build\n  agent: build\n  context: {application: a}\n', 'agent'],
  ['unknown-key', `name: n\nsteps:\n${GOOD}  ⟦max_attempts⟧: 3\n`],
  ['missing-key', 'name: n\nsteps:\n- ⟦⟧context: {application: lammps}\n'],
  ['unknown-agent', 'name: n\nsteps:\n- agent: ⟦biuld⟧\n', 'build'],
  ['agent-not-available', 'name: n\nsteps:\n- agent: ⟦minicluster⟧\n'],
  ['duplicate-id', twoSteps('- agent: ⟦build⟧\n  context: {application: b}\n'), 'build\n  id: build-2'],
  ['duplicate-id', twoSteps('- {agent: ⟦build⟧, context: {application: b}}\n'), 'build, id: build-2'],
  ['duplicate-id', twoSteps('- {agent: kubernetes-job, id: ⟦build⟧}\n'), 'build-2'],
  ['invalid-id', `name: n\nsteps:\n${GOOD}  id: ⟦My Image⟧\n`, 'my-image'],
  ['unknown-target', `name: n\nsteps:\n${GOOD}  target: ⟦kta⟧\n`, 'kata'],
  ['unknown-value', `name: n\nsteps:\n${GOOD}  review: ⟦never⟧\n`],
  ['unused-key', `name: n\nsteps:\n${GOOD}  review: {mode: auto, ⟦minutes⟧: 3}\n`],
  ['missing-key', `name: n\nsteps:\n${GOOD}  review: ⟦{minutes: 3}⟧\n`],
  ['unknown-value', `name: n\nsteps:\n${GOOD}  isolation: ⟦VM⟧\n`, 'vm'],
  ['missing-input', 'name: n\nsteps:\n- agent: ⟦build⟧\n'],
  ['missing-input', 'name: n\nsteps:\n- agent: ⟦kubernetes-job⟧\n'],
  ['wrong-type', 'name: n\nsteps:\n- agent: build\n  context: {application: ⟦true⟧}\n', '"true"'],
  ['unknown-key', context('⟦detials⟧: x'), 'details'],
  ['unknown-key', context('⟦no-such-word⟧: x')],
  ['unused-input', context('⟦optimize⟧: as fast as it goes')],
  ['unused-input', context('⟦no_pull⟧: true')],
  ['misplaced-key', context('⟦target⟧: local')],
  ['no-value', context('⟦details⟧:')],
  ['out-of-range', context('max_attempts: ⟦0⟧'), '1'],
  ['wrong-type', context('max_attempts: ⟦"3"⟧'), '3'],
  ['out-of-range', context('max_runtime: ⟦-5⟧'), '1'],
  ['old-boolean', context('push: ⟦on⟧'), 'true'],
  ['wrong-type', context('push: ⟦"true"⟧'), 'true'],
  ['wrong-type', context('platforms: [linux/amd64, ⟦5⟧]'), '"5"'],
  ['wrong-check', check('⟦{}⟧')],
  ['wrong-check', check('⟦{exit: 0, log: x}⟧')],
  ['duplicate-check', check('exit: 0\n  - ⟦exit: 1\n⟧')],
  ['out-of-range', check('exit: ⟦256⟧'), '255'],
  ['invalid-regex', check('log: ⟦"(ab"⟧')],
  ['matches-empty', check("log: ⟦'.*'⟧")],
  ['slow-regex', check("log: ⟦'^(a+)+$'⟧")],
  ['missing-key', check('metric: ⟦{regex: "(x)"}⟧')],
  ['no-group', check("metric: {name: fom, regex: ⟦'FOM \\d+'⟧}")],
];

const place = ({ line, column, endLine, endColumn }: PlanProblem) => ({ line, column, endLine, endColumn });

function placeOf(marked: string): ReturnType<typeof place> {
  const at = (text: string) => [text.split('\n').length, text.length - text.lastIndexOf('\n')] as const;
  const [line, column] = at(marked.slice(0, marked.indexOf('⟦')));
  const [endLine, endColumn] = at(marked.slice(0, marked.indexOf('⟧')).replace('⟦', ''));
  return { line, column, endLine, endColumn };
}

for (const [code, marked, replacement] of CASES) {
  test(`${code}: ${JSON.stringify(marked.slice(marked.indexOf('⟦') - 12, marked.indexOf('⟧') + 1))}`, () => {
    const { problems, plan } = loadPlan(marked.replace(/[⟦⟧]/gu, ''), world);
    const [problem] = problems;
    assert.ok(problem);
    assert.deepEqual(
      problems.map(found => found.code),
      [code],
    );
    assert.deepEqual(place(problem), placeOf(marked));
    assert.equal(problem.replacement, replacement);
    assert.equal(plan === undefined, problem.severity === 'error');
    if (replacement !== undefined) {
      const mended = marked.replace(/⟦[^⟧]*⟧/u, () => replacement);
      assert.ok(!loadPlan(mended, world).problems.some(found => found.code === code), 'mended');
    }
  });
}

test('hostile texts are refused quickly, each with a place', () => {
  const bomb = [
    'a: &a [x]',
    ...Array.from({ length: 26 }, (_, i) => {
      const [from, to] = [String.fromCharCode(97 + i), String.fromCharCode(98 + i)];
      return `${to}: &${to} [*${from}, *${from}, *${from}]`;
    }),
  ].join('\n');
  const hostile = [
    'name: n\nsteps: '.concat('['.repeat(100_000)),
    `name: n\n${bomb}\nsteps: *z\n`,
    `name: n\nsteps: [${'*s, '.repeat(50_000)}]`,
    `name: &s n\nsteps:\n- agent: build\n  context:\n    application: a\n    platforms: [${'*s, '.repeat(500)}]\n`,
    'x'.repeat(1024 * 1024 + 1),
    Array.from({ length: 50_000 }, (_, i) => `k${i}: v`).join('\n'),
    'name: &n {<<: *n}\nsteps: []',
  ];
  for (const text of hostile) {
    const { plan, problems } = loadPlan(text, world);
    assert.equal(plan, undefined);
    assert.ok(problems.length > 0 && problems.length <= 100);
  }
});

test('a Windows file and a byte order mark change nothing but the offsets', () => {
  const { problems } = loadPlan(
    `\ufeff${ORIGINAL.replaceAll('\n', '\r\n').replace('no_pull', 'no_pul')}`,
    world,
  );
  assert.deepEqual(
    problems.map(({ code, line, column, replacement }) => ({ code, line, column, replacement })),
    [{ code: 'unknown-key', line: 17, column: 5, replacement: 'no_pull' }],
  );
});
