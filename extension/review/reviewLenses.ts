import {
  CodeLens,
  type CodeLensProvider,
  type Command,
  Disposable,
  EventEmitter,
  l10n,
  Range,
  type TextDocument,
  workspace,
} from 'vscode';
import type { Change, Changes } from './changes.ts';
import type { Review } from './review.ts';
import type { Reviews } from './reviews.ts';
import { reviewOfUri } from './reviewUri.ts';

/** A text that differs in more places gets no lens for each. */
const MOST_CHANGES = 500;

/** What a person can do stands over the text: on the first line with all of it, over each change with this one. */
export class ReviewLenses implements CodeLensProvider, Disposable {
  readonly #reviews: Reviews;
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: Disposable;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(reviews: Reviews) {
    this.#reviews = reviews;
    this.#subscriptions = Disposable.from(
      reviews.onDidChange(() => this.#changed.fire()),
      workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()),
    );
  }

  async provideCodeLenses(document: TextDocument): Promise<CodeLens[]> {
    if (reviewOfUri(document.uri)?.side !== 'proposed') return [];
    const review = await this.#reviews.ofUri(document.uri);
    if (review === undefined) return [];
    const changes = review.changes(document.getText());
    const at = (line: number) => new Range(line, 0, line, 0);
    const last = document.lineCount - 1;
    const whole = wholeCommands(review, changes).map(command => new CodeLens(at(0), command));
    // A text that is new as a whole is one change: the first line says it all.
    const single = review.compared === '' && !changes.edited && changes.list.length <= 1;
    const decidable = review.phase.kind !== 'over' && workspace.isTrusted && !single;
    if (!decidable || changes.list.length > MOST_CHANGES) return whole;
    const each = changes.list.flatMap(change =>
      changeCommands(review, change).map(command => new CodeLens(at(Math.min(change.line, last)), command)),
    );
    return [...whole, ...each];
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }
}

function wholeCommands(review: Review, changes: Changes): Command[] {
  const { phase, uri } = review;
  const { purpose, run } = review.record;
  const does = (command: string, title: string, tooltip: string): Command => ({
    command,
    title,
    tooltip,
    arguments: [uri],
  });
  if (phase.kind === 'over')
    return [said(`$(info)\u00a0${phase.words}. ${l10n.t('Your decisions and edits here were not used.')}`)];
  if (phase.kind === 'paused') {
    const resume = {
      command: 'fractale.resumeRun',
      title: `$(debug-continue)\u00a0${l10n.t('Resume Run')}`,
      arguments: [{ run }],
    };
    return [...(phase.resumable ? [resume] : []), said(phase.words)];
  }
  const answers = !workspace.isTrusted
    ? [
        {
          command: 'workbench.trust.manage',
          title: `$(shield)\u00a0${l10n.t('Restricted Mode: trust this workspace to accept')}`,
        },
      ]
    : [
        does('fractale.review.accept', `$(check)\u00a0${acceptWords(review)}`, acceptTooltip(review)),
        ...(purpose === 'answer'
          ? [
              does(
                'fractale.review.reject',
                l10n.t('Reject…'),
                l10n.t('Nothing runs; your words go into the next attempt'),
              ),
            ]
          : []),
        does(
          'fractale.review.edit',
          l10n.t('Edit'),
          l10n.t('Change the text right here, on the right side, before it is accepted'),
        ),
      ];
  const count = countWords(review, changes);
  return [...answers, ...(count === undefined ? [] : [said(count)]), comparedCommand(review)];
}

function acceptWords({ record }: Review): string {
  return record.purpose === 'answer' ? l10n.t('Accept') : l10n.t('Accept into Workspace');
}

function acceptTooltip({ record }: Review): string {
  const { file, purpose } = record;
  if (file === undefined) return l10n.t('What stands on the right runs; no file is written');
  const name = workspace.asRelativePath(file);
  return purpose === 'answer'
    ? l10n.t('What stands on the right is written to {0}, and runs', name)
    : l10n.t('What stands on the right is written to {0}', name);
}

/** How much of the proposal is kept; undefined where there is nothing that it could be compared with. */
function countWords(review: Review, { total, kept, edited }: Changes): string | undefined {
  if (review.compared === '') return edited ? l10n.t('edited') : undefined;
  const words =
    total === 0
      ? l10n.t('No changes')
      : total === 1
        ? l10n.t('{0} of 1 change kept', kept)
        : l10n.t('{0} of {1} changes kept', kept, total);
  return edited ? l10n.t('{0}, edited', words) : words;
}

/** What the left side is, and the way to the other when there is one. */
function comparedCommand(review: Review): Command {
  const { against, file, seen, before } = review.record;
  const name = file === undefined ? '' : workspace.asRelativePath(file);
  const words =
    against === 'before' && before !== undefined
      ? l10n.t('vs. attempt {0}', before.attempt)
      : file === undefined
        ? l10n.t('No file is written')
        : seen === undefined
          ? l10n.t('New file {0}', name)
          : l10n.t('vs. {0}', name);
  if (before === undefined || file === undefined) return said(words);
  return {
    command: 'fractale.review.switchSide',
    title: `$(arrow-swap)\u00a0${words}`,
    tooltip:
      against === 'file'
        ? l10n.t('Compare with attempt {0}', before.attempt)
        : l10n.t('Compare with the workspace file {0}', name),
    arguments: [review.uri],
  };
}

function changeCommands(review: Review, { kind, hunk }: Change): Command[] {
  const does = (command: string, title: string): Command => ({
    command,
    title,
    arguments: [review.uri, hunk],
  });
  const undo = does('fractale.review.undoChange', l10n.t('Undo'));
  switch (kind) {
    case 'open':
      return [
        does('fractale.review.acceptChange', `$(check)\u00a0${l10n.t('Accept this change')}`),
        does('fractale.review.rejectChange', `$(discard)\u00a0${l10n.t('Reject this change')}`),
      ];
    case 'accepted':
      return [said(`$(pass-filled)\u00a0${l10n.t('Change accepted')}`), undo];
    case 'rejected':
      return [said(`$(circle-slash)\u00a0${l10n.t('Change rejected')}`), undo];
    case 'edited':
      return [said(`$(edit)\u00a0${l10n.t('Edited by you')}`), undo];
  }
}

/** A lens that only says something. */
function said(title: string): Command {
  return { command: '', title };
}
