import {
  Diagnostic,
  DiagnosticRelatedInformation,
  DiagnosticSeverity,
  type Disposable,
  Location,
  languages,
  Range,
  type TextDocument,
  workspace,
} from 'vscode';
import { cleanLine } from '../../daemon/words/text.ts';
import { Disposables } from '../disposables.ts';
import { attemptLogUri, attemptOfUri } from '../documents/attemptUri.ts';
import type { RunStore } from '../runs/runStore.ts';

/** An artifact that is open shows the instruction that failed, and why. */
export function registerInstructionProblems(store: RunStore): Disposable {
  const disposables = new Disposables();
  const problems = disposables.add(languages.createDiagnosticCollection('fractale-attempts'));
  const look = (document: TextDocument): void => {
    const name = attemptOfUri(document.uri);
    if (name?.which !== 'artifact') return;
    const attempt = store.attempt(name)?.attempt;
    const line = attempt?.instructions.find(({ failed }) => failed)?.line;
    if (line === undefined || line > document.lineCount || attempt?.verdict?.status !== 'failed') return;
    const range = document.validateRange(new Range(line - 1, 0, line - 1, Number.MAX_SAFE_INTEGER));
    const summary = cleanLine(attempt.verdict.summary);
    const problem = new Diagnostic(range, summary, DiagnosticSeverity.Error);
    problem.source = 'Fractale';
    const log = new Location(attemptLogUri(name), new Range(0, 0, 0, 0));
    problem.relatedInformation = [new DiagnosticRelatedInformation(log, 'log')];
    problems.set(document.uri, [problem]);
  };
  disposables.add(workspace.onDidOpenTextDocument(look));
  disposables.add(workspace.onDidCloseTextDocument(({ uri }) => problems.delete(uri)));
  disposables.add(
    store.onDidChange(changes => {
      const runs = new Set(changes.map(({ run }) => run.id));
      for (const document of workspace.textDocuments) {
        const name = attemptOfUri(document.uri);
        if (name !== undefined && runs.has(name.run) && !problems.has(document.uri)) look(document);
      }
    }),
  );
  for (const document of workspace.textDocuments) look(document);
  return disposables;
}
