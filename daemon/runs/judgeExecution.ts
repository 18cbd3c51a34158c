import { categorize } from '../evidence/categorize.ts';
import { distill } from '../evidence/distill.ts';
import { fingerprint } from '../evidence/fingerprint.ts';
import type { Exit } from '../protocol/events.ts';
import type { FailureCategory } from '../protocol/verdict.ts';
import { judge } from './judge.ts';
import { artifactText, type StepWork } from './stepWork.ts';
import { type Ending, failed, succeeded } from './verdicts.ts';

/** The verdict on what an execution left: its checks, and on failure the cause, its category and its fingerprint. */
export async function judgeExecution(work: StepWork, number: number, exit: Exit): Promise<Ending> {
  const { recorder, step, agent, services } = work;
  const name = { run: recorder.run, step: step.id, attempt: number };
  recorder.append({ type: 'stage.started', step: step.id, attempt: number, stage: 'judge' });
  const text = artifactText(work, number);
  const judged = await judge({
    kind: agent.kind,
    exit,
    lines: services.logs.lines(name),
    success: step.success,
    degenerate: agent.degenerate?.(text, work.agentStep(number)),
  });
  if (judged.failed === undefined) {
    return succeeded(
      agent.kind === 'build' ? 'the image was built' : 'the application ran',
      judged.checks,
      judged.metrics,
    );
  }
  const cause = await distill(services.logs.lines(name), agent.kind);
  const ownExit = judged.failed.category === 'check.exit' && exit.kind === 'exited' && exit.code !== 0;
  const found =
    exit.category ??
    (ownExit ? fromLog(agent.kind, categorize(agent.kind, cause, exit)) : judged.failed.category);
  // The engine's own words say more than the log only where the engine knows the reason.
  const engine = exit.category === undefined && exit.kind === 'exited' ? undefined : exit.message;
  const check = ownExit || exit.kind !== 'exited' ? undefined : judged.failed.detail;
  const evidence = [engine, check, cause.text].filter(Boolean).join('\n').slice(0, 2000);
  return failed(found, evidence, fingerprint(found, { ...cause, text: evidence }), {
    checks: judged.checks,
    metrics: judged.metrics,
    headline: engine ?? check ?? cause.error ?? cause.text,
  });
}

/** A job's own log cannot declare the machine at fault: only the platform can. */
function fromLog(kind: 'build' | 'job', category: FailureCategory): FailureCategory {
  return kind === 'job' && category.startsWith('infra.') ? 'run.exit' : category;
}
