import { type DocumentSymbol, type Range, SymbolKind } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { PlanOutline } from './planOutline.ts';

/** The plan with its steps, as an editor's outline and breadcrumbs show them. */
export function symbolsOf(document: TextDocument, { name, line, steps }: PlanOutline): DocumentSymbol[] {
  const last = steps.reduce((end, step) => Math.max(end, step.endLine), line);
  return [
    {
      name: name === '' ? 'plan' : name,
      kind: SymbolKind.Package,
      range: lines(document, line, last),
      selectionRange: lines(document, line, line),
      children: steps.map((step, index) => ({
        name: step.id === '' ? `step ${index + 1}` : step.id,
        detail: step.agent === step.id ? '' : step.agent,
        kind: SymbolKind.Event,
        range: lines(document, step.line, step.endLine),
        selectionRange: lines(document, step.line, step.line),
      })),
    },
  ];
}

function lines(document: TextDocument, first: number, last: number): Range {
  const end = document.offsetAt({ line: last + 1, character: 0 });
  const before = document.positionAt(end);
  // The last line of a document has no line after it.
  const stop = before.line > last ? document.positionAt(end - 1) : before;
  return { start: { line: first, character: 0 }, end: stop };
}
