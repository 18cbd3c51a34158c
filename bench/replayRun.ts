import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { DaemonConnection } from '../daemon/client/daemonConnection.ts';
import { engineEnvironment } from '../daemon/client/requestContext.ts';
import type { RunStartParams } from '../daemon/protocol/requests.ts';

/** A plan of one build step whose model replays these Dockerfiles, one an attempt. `folder` takes its recording. */
export function replayBuild(folder: string, image: string, dockerfiles: readonly string[]): RunStartParams {
  mkdirSync(folder, { recursive: true });
  const recording = {
    version: 1,
    recorded: 'conversation, made for a measurement',
    date: '2026-11-20',
    replies: dockerfiles.map(text => ({ step: 'image', text: `\`\`\`dockerfile\n${text}\n\`\`\`` })),
  };
  writeFileSync(join(folder, 'bench.replay.yaml'), stringify(recording));
  const plan = {
    name: 'bench',
    model: 'replay/bench.replay.yaml',
    steps: [
      {
        id: 'image',
        agent: 'build',
        context: { application: 'bench', container: image, max_attempts: dockerfiles.length },
      },
    ],
  };
  return { text: stringify(plan), options: { cwd: folder, environment: engineEnvironment(process.env) } };
}

/** Starts a run and waits until the daemon tells of its end. The connection is subscribed to all events. */
export async function workRun(daemon: DaemonConnection, params: RunStartParams): Promise<string> {
  const ended = new Map<string, { readonly status: string; readonly reason: string }>();
  let tell = () => {};
  const off = daemon.on('run/event', ({ event }) => {
    if (event.type !== 'run.finished' && event.type !== 'run.interrupted') return;
    const status = event.type === 'run.finished' ? event.status : 'interrupted';
    ended.set(event.run, { status, reason: event.reason });
    tell();
  });
  try {
    const { run } = await daemon.request('run/start', params);
    await new Promise<void>(resolve => {
      tell = () => ended.has(run) && resolve();
      tell();
      daemon.onClose(resolve);
    });
    const { status, reason } = ended.get(run) ?? { status: 'lost', reason: 'the daemon has ended' };
    if (status !== 'succeeded') throw new Error(`run ${run}: ${status}: ${reason}`);
    return run;
  } finally {
    off();
  }
}
