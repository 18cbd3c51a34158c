import { commands, l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import type { AttemptName } from '../../daemon/protocol/requests.ts';
import { cleanLine } from '../../daemon/words/text.ts';
import { chooseAttempt } from '../commands/choose.ts';
import { uriOfText } from '../documents/openAttemptText.ts';
import type { RunStore } from '../runs/runStore.ts';
import { statusIcon } from '../tree/statusIcon.ts';
import { attemptWords, joined, startedWords } from '../words.ts';
import { attemptBefore } from './attemptBefore.ts';

type AttemptItem = QuickPickItem & { readonly name?: AttemptName };

/** Compares the artifacts of two attempts that a person picks, the first of which may be given. */
export async function compareAttempts(store: RunStore, argument: unknown): Promise<void> {
  const hasArtifact = (name: AttemptName) => store.attempt(name)?.attempt.artifact !== undefined;
  const first = await chooseAttempt(store, argument, l10n.t('Compare: Choose an Attempt'), hasArtifact);
  if (first === undefined) return;
  const second = await chooseOther(store, first);
  if (second !== undefined) await compare(store, first, second);
}

/** Opens the two artifacts side by side, the older one on the left. */
export async function compare(store: RunStore, one: AttemptName, other: AttemptName): Promise<void> {
  const [a, b] = [store.attempt(one), store.attempt(other)];
  if (a === undefined || b === undefined) return;
  const [[left, from], [right, to]] =
    a.attempt.startedAt <= b.attempt.startedAt
      ? ([
          [one, a],
          [other, b],
        ] as const)
      : ([
          [other, b],
          [one, a],
        ] as const);
  const title =
    left.run !== right.run
      ? l10n.t('{0} ↔ {1}', withRun(left, from.run.createdAt), withRun(right, to.run.createdAt))
      : left.step === right.step
        ? l10n.t('{0}: attempt {1} ↔ attempt {2}', left.step, left.attempt, right.attempt)
        : l10n.t('{0} ↔ {1}', plain(left), plain(right));
  await commands.executeCommand(
    'vscode.diff',
    uriOfText(left, 'artifact', from.attempt),
    uriOfText(right, 'artifact', to.attempt),
    title,
  );
}

async function chooseOther(store: RunStore, first: AttemptName): Promise<AttemptName | undefined> {
  const items = otherItems(store, first);
  if (items.length === 0) {
    void window.showInformationMessage(l10n.t('There is no other attempt with an artifact to compare with.'));
    return undefined;
  }
  const title = l10n.t('Compare {0} with', plain(first));
  return (await window.showQuickPick(items, { title, matchOnDescription: true }))?.name;
}

/** The attempt before first, then the step's others, then those of the same step in other runs, then all others. */
function otherItems(store: RunStore, first: AttemptName): AttemptItem[] {
  const found = store.attempt(first);
  const before = found && attemptBefore(found.step, found.attempt.number)?.number;
  const groups: AttemptItem[][] = [[], [], [], []];
  for (const run of store.runs())
    for (const step of run.steps)
      for (const attempt of step.attempts.toReversed()) {
        if (attempt.artifact === undefined) continue;
        const name = { run: run.id, step: step.id, attempt: attempt.number };
        const sameStep = run.id === first.run && step.id === first.step;
        if (sameStep && attempt.number === first.attempt) continue;
        const group = sameStep ? (attempt.number === before ? 0 : 1) : step.id === first.step ? 2 : 3;
        groups[group]?.push({
          label: plain(name),
          description: joined(cleanLine(run.plan.name), startedWords(run.createdAt, Date.now())),
          detail: attemptWords(attempt),
          iconPath: statusIcon(attempt.status),
          name,
        });
      }
  const titles = [
    l10n.t('the attempt before'),
    l10n.t('other attempts of this step'),
    l10n.t('this step in other runs'),
    l10n.t('other steps'),
  ];
  return groups.flatMap((items, index) =>
    items.length === 0 ? [] : [{ label: titles[index] ?? '', kind: QuickPickItemKind.Separator }, ...items],
  );
}

function plain({ step, attempt }: AttemptName): string {
  return l10n.t('{0}, attempt {1}', step, attempt);
}

function withRun(name: AttemptName, createdAt: number): string {
  return `${plain(name)} (${startedWords(createdAt, Date.now())})`;
}
