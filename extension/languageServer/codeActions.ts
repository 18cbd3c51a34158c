import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Position,
  type Range,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { PlanProblem } from '../../daemon/protocol/requests.ts';
import { diagnosticOf, rangeOf } from './analysis.ts';
import { parseTolerant } from './planSyntax.ts';
import type { PlanVocabulary } from './planVocabulary.ts';
import { quickFixes } from './quickFixes.ts';

/** The quick fixes of the problems that a range touches. They hold for this version of the document only. */
export function codeActions(
  document: TextDocument,
  { range, context }: CodeActionParams,
  problems: readonly PlanProblem[],
  vocabulary: PlanVocabulary,
): CodeAction[] {
  if (context.only?.some(kind => CodeActionKind.QuickFix.startsWith(kind)) === false) return [];
  const touched = problems.filter(problem => touches(rangeOf(problem), range));
  if (touched.length === 0) return [];
  const text = document.getText();
  const broken = { text, root: parseTolerant(text), name: nameOf(document.uri), vocabulary };
  const textDocument = { uri: document.uri, version: document.version };
  return touched.flatMap(problem => {
    const own = rangeOf(problem);
    const span = { start: document.offsetAt(own.start), end: document.offsetAt(own.end) };
    const fixes = quickFixes(problem, span, broken);
    return fixes.map(({ title, edits }) => ({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnosticOf(problem)],
      isPreferred: fixes.length === 1,
      edit: {
        documentChanges: [
          {
            textDocument,
            edits: edits.map(edit => ({
              range: { start: document.positionAt(edit.start), end: document.positionAt(edit.end) },
              newText: edit.text,
            })),
          },
        ],
      },
    }));
  });
}

/** A plan can be called what its file is called. */
function nameOf(uri: string): string {
  const file = decodeURIComponent(uri.split('/').at(-1) ?? '');
  return (
    file
      .replace(/\.ya?ml$/iu, '')
      .replace(/[\p{Cc}]/gu, ' ')
      .slice(0, 100)
      .trim() || 'plan'
  );
}

function touches(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
