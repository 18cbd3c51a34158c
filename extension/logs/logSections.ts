import {
  type Disposable,
  DocumentSymbol,
  FoldingRange,
  FoldingRangeKind,
  l10n,
  languages,
  Range,
  SymbolKind,
  type TextDocument,
} from 'vscode';
import { Disposables } from '../disposables.ts';
import { LOG_SCHEME } from '../documents/attemptUri.ts';
import { instructionWords } from '../words.ts';
import type { LogSection } from './buildOutline.ts';
import type { LogDocument } from './logDocument.ts';
import type { LogDocuments } from './logDocuments.ts';

const LABEL = 80;

/** Folding, outline and sticky headers of a build's log: a section for each instruction. */
export function registerLogSections(logs: LogDocuments): Disposable {
  const disposables = new Disposables();
  const selector = { scheme: LOG_SCHEME };
  disposables.add(
    languages.registerFoldingRangeProvider(selector, {
      provideFoldingRanges: ({ uri }) =>
        (logs.get(uri)?.sections() ?? [])
          .filter(({ line, end }) => end > line)
          .map(({ line, end }) => new FoldingRange(line, end, FoldingRangeKind.Region)),
    }),
  );
  disposables.add(
    languages.registerDocumentSymbolProvider(
      selector,
      {
        provideDocumentSymbols: document => {
          const log = logs.get(document.uri);
          return log?.sections().map(section => symbol(log, document, section)) ?? [];
        },
      },
      { label: l10n.t('Steps of the Build') },
    ),
  );
  return disposables;
}

function symbol(log: LogDocument, document: TextDocument, section: LogSection): DocumentSymbol {
  const { line, end, place, title, failed } = section;
  const instruction = log.attempt?.instructions.find(({ index }) => index === section.instruction);
  const name = `${place} ${title}`.trim() || l10n.t('Step');
  const detail = failed ? l10n.t('failed') : instruction && instructionWords(instruction);
  const whole = lines(document, line, end);
  const found = new DocumentSymbol(
    name.length > LABEL ? `${name.slice(0, LABEL - 1)}…` : name,
    detail ?? '',
    failed ? SymbolKind.Event : SymbolKind.Method,
    whole,
    lines(document, line, line),
  );
  for (const [at, is] of log.evidence) {
    if (is !== 'key' || at < line || at > end) continue;
    const error = lines(document, at, at);
    const text = document.lineAt(error.start).text.trim();
    if (text !== '')
      found.children.push(new DocumentSymbol(text.slice(0, LABEL), '', SymbolKind.Event, error, error));
  }
  return found;
}

function lines(document: TextDocument, first: number, last: number): Range {
  return document.validateRange(new Range(first, 0, last, Number.MAX_SAFE_INTEGER));
}
