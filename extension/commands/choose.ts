import { l10n, type Uri, window, workspace } from 'vscode';
import type { AttemptName } from '../../daemon/protocol/requests.ts';
import type { RunState } from '../../daemon/protocol/state.ts';
import { attemptOfUri } from '../documents/attemptUri.ts';
import type { RunStore } from '../runs/runStore.ts';
import type { PlanFiles } from '../tree/planFiles.ts';
import { statusIcon } from '../tree/statusIcon.ts';
import { attemptWords, joined, startedWords, statusWords } from '../words.ts';

/** The plan that a command is about: its argument (a row or an address), the open one, or one a person picks. */
export async function choosePlan(plans: PlanFiles, argument: unknown): Promise<Uri | undefined> {
  const given = uriOf(argument);
  if (given !== undefined) return given;
  await plans.whenScanned();
  const open = window.activeTextEditor?.document.uri;
  if (open !== undefined && plans.plan(open) !== undefined) return open;
  const all = plans.plans();
  if (all.length === 0) {
    void window.showInformationMessage(l10n.t('There is no plan in this workspace yet.'));
    return undefined;
  }
  if (all.length === 1) return all[0]?.uri;
  const items = all.map(({ uri, name }) => ({
    label: name,
    description: workspace.asRelativePath(uri),
    uri,
  }));
  return (await window.showQuickPick(items, { title: l10n.t('Choose a Plan'), matchOnDescription: true }))
    ?.uri;
}

/** The run that a command is about: its argument, the newest of a plan file, or one that `fits` and a person picks. */
export async function chooseRun(
  store: RunStore,
  argument: unknown,
  title: string,
  fits: (run: RunState) => boolean,
): Promise<RunState | undefined> {
  const given = store.run(stringOf(argument, 'run') ?? '');
  if (given !== undefined) return given;
  const plan = uriOf(argument)?.fsPath;
  const runs = store.runs().filter(run => fits(run) && (plan === undefined || run.plan.file === plan));
  if (runs.length === 0) {
    void window.showInformationMessage(l10n.t('There is no such run.'));
    return undefined;
  }
  if (runs.length === 1 || plan !== undefined) return runs[0];
  const now = Date.now();
  const items = runs.map(run => ({
    label: run.plan.name,
    description: joined(startedWords(run.createdAt, now), statusWords(run.status)),
    iconPath: statusIcon(run.status),
    run,
  }));
  return (await window.showQuickPick(items, { title, matchOnDescription: true }))?.run;
}

/** The attempt that a command is about: its argument, the open document's, or one of those that `fits`. */
export async function chooseAttempt(
  store: RunStore,
  argument: unknown,
  title: string,
  fits: (attempt: AttemptName) => boolean = () => true,
): Promise<AttemptName | undefined> {
  const given = attemptName(argument);
  if (given !== undefined) return given;
  const uri = window.activeTextEditor?.document.uri;
  const open = uri && attemptOfUri(uri);
  if (open !== undefined && fits(open)) return open;
  const items = store.runs().flatMap(run =>
    run.steps.flatMap(step =>
      step.attempts.toReversed().flatMap(attempt => {
        const name = { run: run.id, step: step.id, attempt: attempt.number };
        if (!fits(name)) return [];
        return [
          {
            label: l10n.t('{0}, attempt {1}', step.id, attempt.number),
            description: joined(run.plan.name, startedWords(run.createdAt, Date.now())),
            detail: attemptWords(attempt),
            iconPath: statusIcon(attempt.status),
            running: attempt.verdict === undefined,
            name,
          },
        ];
      }),
    ),
  );
  items.sort((a, b) => Number(b.running) - Number(a.running));
  if (items.length === 0) {
    void window.showInformationMessage(l10n.t('There is no such attempt.'));
    return undefined;
  }
  if (items.length === 1) return items[0]?.name;
  return (await window.showQuickPick(items, { title, matchOnDescription: true }))?.name;
}

function attemptName(argument: unknown): AttemptName | undefined {
  const [run, step] = [stringOf(argument, 'run'), stringOf(argument, 'step')];
  if (run === undefined || step === undefined) return undefined;
  const { attempt } = argument as { attempt?: unknown };
  return typeof attempt === 'number' ? { run, step, attempt } : undefined;
}

function uriOf(argument: unknown): Uri | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('uri' in argument) return argument.uri as Uri;
  return 'scheme' in argument && 'fsPath' in argument ? (argument as Uri) : undefined;
}

function stringOf(argument: unknown, key: string): string | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const value = (argument as Record<string, unknown>)[key];
  return typeof value === 'string' ? value : undefined;
}
