import { commands, Disposable, l10n } from 'vscode';
import type { AttemptName } from '../../daemon/protocol/requests.ts';
import { chooseAttempt } from '../commands/choose.ts';
import { registerCommands } from '../commands/registerCommands.ts';
import { AttemptDocuments } from '../documents/attemptDocuments.ts';
import { attemptTextSource } from '../documents/attemptTextSource.ts';
import type { AttemptText } from '../documents/attemptUri.ts';
import { openText, uriOfText } from '../documents/openAttemptText.ts';
import { Texts } from '../documents/texts.ts';
import type { Services } from '../services.ts';
import type { attemptsContribution } from './attemptsContribution.ts';
import { compare, compareAttempts } from './compareAttempts.ts';
import { DetailsPanels } from './detailsPanels.ts';

/** Attempts as documents, their details, and the difference of any two. */
export function registerAttempts(services: Services): Disposable {
  const { link, log, store } = services;
  const texts = new Texts(link);
  const documents = new AttemptDocuments({ link, store, texts });
  const panels = new DetailsPanels(services, texts);
  let selected: AttemptName | undefined;

  const has = (which: AttemptText) => (name: AttemptName) => {
    const attempt = store.attempt(name)?.attempt;
    return attempt !== undefined && attemptTextSource(attempt, which) !== undefined;
  };
  const open = async (which: AttemptText, title: string, argument: unknown): Promise<void> => {
    const name = await chooseAttempt(store, argument ?? panels.active, title, has(which));
    if (name !== undefined) await openText(uriOfText(name, which, store.attempt(name)?.attempt));
  };

  return Disposable.from(
    documents,
    panels,
    ...registerCommands<typeof attemptsContribution>(log, {
      'fractale.showAttempt': async (argument: unknown) => {
        const name = await chooseAttempt(store, argument, l10n.t('Show an Attempt'));
        if (name !== undefined) panels.show(name, argument !== undefined);
      },
      'fractale.openArtifact': (argument: unknown) => open('artifact', l10n.t('Open an Artifact'), argument),
      'fractale.openPrompt': (argument: unknown) => open('prompt', l10n.t('Open a Prompt'), argument),
      'fractale.openReply': (argument: unknown) => open('reply', l10n.t('Open a Reply'), argument),
      'fractale.openCause': (argument: unknown) => open('cause', l10n.t('Open a Cause'), argument),
      'fractale.compareAttempts': (argument: unknown) => compareAttempts(store, argument ?? panels.active),
      'fractale.selectForCompare': ({ run, step, attempt }: AttemptName) => {
        selected = { run, step, attempt };
        return commands.executeCommand('setContext', 'fractale.attemptSelected', true);
      },
      'fractale.compareWithSelected': (name: AttemptName) => selected && compare(store, selected, name),
    }),
  );
}
