import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentStep } from '../agent.ts';
import { jobRequest } from './jobRequest.ts';
import { preflightManifest } from './preflight.ts';

const step: AgentStep = {
  owner: { home: 'h', run: '20261120-071530-k3x9', step: 'melt', attempt: 2 },
  values: { container: 'lammps', image_id: 'sha256:abc' },
  target: { description: 'Docker', platform: 'linux/amd64', cpus: 2, memoryBytes: 4 * 1024 ** 3 },
};

const job = (pod: string, spec = '', image = 'lammps/lammps:stable') => `apiVersion: batch/v1
kind: Job
metadata:
  name: lammps-job # chosen by the model
spec:
${spec}  template:
    spec:
      containers:
      - name: lammps
        image: ${image}
        command: ["lmp"]
        args: ["-in", "in.melt"]
${pod}`;

test('what the step decides replaces what the model wrote, an edit each, and comments stay', () => {
  const { edits, refused } = preflightManifest(job('      restartPolicy: OnFailure\n'), step);
  assert.equal(refused, undefined);
  assert.deepEqual(
    edits.map(edit => edit.rule),
    ['image', 'name', 'namespace', 'restart-policy', 'backoff'],
  );
  assert.equal(edits[0]?.reason, 'The image is lammps; it was lammps/lammps:stable.');
  const text = edits.at(-1)?.text ?? '';
  assert.match(text, /name: fractale-20261120-071530-k3x9-melt-2 # chosen by the model/u);
  assert.deepEqual(preflightManifest(text, step).edits, []);
});

test('no_pull sets the pull policy', () => {
  const { edits } = preflightManifest(job(''), { ...step, values: { ...step.values, no_pull: true } });
  assert.match(edits.find(edit => edit.rule === 'pull-policy')?.text ?? '', /imagePullPolicy: Never/u);
});

test('fields that the target cannot honour are refused by their path', () => {
  const refusal = (pod: string, spec = '') => preflightManifest(job(pod, spec), step).refused?.cause ?? '';
  assert.match(refusal('      nodeSelector: {gpu: "yes"}\n'), /spec\.template\.spec\.nodeSelector/u);
  assert.match(refusal('      hostNetwork: true\n'), /spec\.template\.spec\.hostNetwork: true/u);
  assert.match(
    refusal('        volumeMounts: [{name: d, mountPath: /d}]\n'),
    /containers\[0\]\.volumeMounts/u,
  );
  assert.match(
    refusal('        securityContext: {privileged: true}\n'),
    /securityContext\.privileged: true/u,
  );
  assert.match(refusal('        resources: {limits: {nvidia.com/gpu: 1}}\n'), /nvidia\.com\/gpu/u);
  assert.match(refusal('        resources: {limits: {cpu: 64}}\n'), /the target has 2 CPUs/u);
  assert.match(refusal('', '  completions: 4\n'), /spec\.completions: 4/u);
  assert.match(
    refusal('        env: [{name: A, valueFrom: {fieldRef: {fieldPath: x}}}]\n'),
    /env\[0\]\.valueFrom/u,
  );
});

test('what is no Job of one container is invalid, with words the model can act on', () => {
  const invalid = (text: string) => preflightManifest(text, step).refused;
  assert.equal(invalid('kind: Pod\napiVersion: v1\n')?.category, 'artifact.invalid');
  assert.match(invalid('a: [')?.cause ?? '', /not valid YAML/u);
  assert.match(invalid(`${job('')}\n---\n${job('')}`)?.cause ?? '', /more than one YAML document/u);
  assert.match(invalid(job('').replace('["lmp"]', 'lmp'))?.cause ?? '', /lists of strings/u);
  assert.match(
    invalid(
      'a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\n',
    )?.cause ?? '',
    /aliases/u,
  );
});

test('a Job becomes a request for its container: the built image, resources, deadline, environment', () => {
  const manifest = job(
    '        workingDir: /work\n        env: [{name: OMP_NUM_THREADS, value: "2"}]\n        resources: {limits: {cpu: 1500m, memory: 1Gi}}\n',
    '  activeDeadlineSeconds: 60\n',
  );
  assert.deepEqual(jobRequest(manifest, step), {
    owner: step.owner,
    name: 'fractale-20261120-071530-k3x9-melt-2',
    image: 'sha256:abc',
    command: ['lmp'],
    args: ['-in', 'in.melt'],
    env: [{ name: 'OMP_NUM_THREADS', value: '2' }],
    workingDir: '/work',
    cpus: 1.5,
    memoryBytes: 1024 ** 3,
    limitMs: 60_000,
    pull: 'never',
  });
});

test('variables in command and arguments are expanded as Kubernetes does it', () => {
  const args = '["$(N)", "$$(N)", "$(OTHER)"]';
  const manifest = job('        env: [{name: N, value: "4"}]\n').replace('["-in", "in.melt"]', () => args);
  const request = jobRequest(manifest, step);
  assert.deepEqual('args' in request && request.args, ['4', '$(N)', '$(OTHER)']);
});
