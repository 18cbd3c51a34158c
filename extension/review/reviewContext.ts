import { commands, Disposable, workspace } from 'vscode';
import { Disposables } from '../disposables.ts';
import type { Reviews } from './reviews.ts';

/** Tells the `when` clauses which reviews can be answered and which were edited, by the addresses of their right sides. */
export function setReviewContext(reviews: Reviews): Disposable {
  const disposables = new Disposables();
  const told = new Map<string, string>();
  const tell = (key: string, uris: readonly string[]): void => {
    const value = Object.fromEntries(uris.map(uri => [uri, true]));
    const json = JSON.stringify(value);
    if (told.get(key) === json) return;
    told.set(key, json);
    void commands.executeCommand('setContext', key, value);
  };
  const update = (): void => {
    const open = reviews.all().filter(({ phase }) => phase.kind === 'open');
    const urisOf = (list: typeof open) => list.map(({ uri }) => uri.toString());
    const edited = open.filter(review => {
      const document = workspace.textDocuments.find(({ uri }) => uri.toString() === review.uri.toString());
      return document !== undefined && review.changes(document.getText()).edited;
    });
    tell('fractale.reviews', urisOf(open));
    tell('fractale.answerableReviews', urisOf(open.filter(({ record }) => record.purpose === 'answer')));
    tell('fractale.switchableReviews', urisOf(open.filter(({ record }) => record.file && record.before)));
    tell('fractale.editedReviews', urisOf(edited));
  };
  disposables.add(reviews.onDidChange(update));
  disposables.add(
    workspace.onDidChangeTextDocument(({ document }) => {
      if (reviews.known(document.uri) !== undefined) update();
    }),
  );
  return Disposable.from(disposables);
}
