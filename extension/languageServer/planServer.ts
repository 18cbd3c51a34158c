import {
  CodeActionKind,
  type Connection,
  MarkupKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Analysis, analyze, diagnosticOf } from './analysis.ts';
import { codeActions } from './codeActions.ts';
import { completions } from './completion.ts';
import { hoverAt } from './hover.ts';
import {
  OUTLINE_CHANGED,
  OUTLINE_REQUEST,
  type OutlineChangedParams,
  type OutlineParams,
  type PlanOutline,
} from './planOutline.ts';
import { PlanVocabulary, type PlanWords } from './planVocabulary.ts';
import { symbolsOf } from './symbols.ts';

const QUIET_MS = 150;
/** A document that takes long to judge is judged less often: at most this part of the time. */
const WORKING_PART = 1 / 4;

const CAPABILITIES: ServerCapabilities = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  completionProvider: { triggerCharacters: [' '] },
  hoverProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  documentSymbolProvider: true,
};

/** The plan language server: answers for open YAML documents that are plans, and is silent about all others. */
export class PlanServer {
  readonly #connection: Connection;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #vocabulary: PlanVocabulary;
  readonly #analyses = new Map<string, Analysis>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** The outlines as the client knows them. */
  readonly #told = new Map<string, string>();

  constructor(connection: Connection, words: PlanWords) {
    this.#connection = connection;
    this.#vocabulary = new PlanVocabulary(words);
    connection.onInitialize(() => ({
      capabilities: CAPABILITIES,
      serverInfo: { name: 'Fractale plans' },
    }));
    this.#documents.onDidChangeContent(({ document }) => this.#judgeSoon(document));
    this.#documents.onDidClose(({ document }) => this.#forget(document.uri));
    this.#answer();
  }

  listen(): void {
    this.#documents.listen(this.#connection);
    this.#connection.listen();
  }

  #answer(): void {
    const vocabulary = this.#vocabulary;
    this.#connection.onCompletion(({ textDocument, position }) => {
      const document = this.#plan(textDocument.uri);
      return document ? completions(document, document.offsetAt(position), vocabulary) : [];
    });
    this.#connection.onHover(({ textDocument, position }) => {
      const document = this.#plan(textDocument.uri);
      const found = document && hoverAt(document.getText(), document.offsetAt(position), vocabulary);
      if (!document || !found) return null;
      const range = { start: document.positionAt(found.start), end: document.positionAt(found.end) };
      return { contents: { kind: MarkupKind.Markdown, value: found.markdown }, range };
    });
    this.#connection.onCodeAction(params => {
      const document = this.#plan(params.textDocument.uri);
      return document ? codeActions(document, params, this.#analysis(document).problems, vocabulary) : [];
    });
    this.#connection.onDocumentSymbol(({ textDocument }) => {
      const document = this.#documents.get(textDocument.uri);
      const outline = document && this.#analysis(document).outline;
      return document && outline ? symbolsOf(document, outline) : [];
    });
    this.#connection.onRequest(OUTLINE_REQUEST, ({ uri }: OutlineParams): PlanOutline | null => {
      const document = this.#documents.get(uri);
      return document ? this.#analysis(document).outline : null;
    });
  }

  /** The open document when it is a plan. */
  #plan(uri: string): TextDocument | undefined {
    const document = this.#documents.get(uri);
    return document && this.#analysis(document).outline ? document : undefined;
  }

  /** What the document is as it stands, found out now if nobody asked before. */
  #analysis(document: TextDocument): Analysis {
    const before = this.#analyses.get(document.uri);
    if (before?.version === document.version) return before;
    const wasPlan = before !== undefined && before.outline !== null;
    const analysis = analyze(document, this.#vocabulary.words, wasPlan);
    this.#analyses.set(document.uri, analysis);
    return analysis;
  }

  #judgeSoon(document: TextDocument): void {
    const { uri } = document;
    clearTimeout(this.#timers.get(uri));
    const before = this.#analyses.get(uri);
    const wait = before === undefined ? 0 : Math.max(QUIET_MS, before.ms / WORKING_PART);
    this.#timers.set(
      uri,
      setTimeout(() => this.#judge(uri), wait),
    );
  }

  #judge(uri: string): void {
    this.#timers.delete(uri);
    const document = this.#documents.get(uri);
    if (document === undefined) return;
    const { version, problems, outline } = this.#analysis(document);
    if (outline !== null || this.#told.has(uri))
      void this.#connection.sendDiagnostics({ uri, version, diagnostics: problems.map(diagnosticOf) });
    this.#tellOutline({ uri, outline });
  }

  #forget(uri: string): void {
    clearTimeout(this.#timers.get(uri));
    this.#timers.delete(uri);
    this.#analyses.delete(uri);
    if (!this.#told.has(uri)) return;
    void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
    this.#tellOutline({ uri, outline: null });
  }

  #tellOutline(params: OutlineChangedParams): void {
    const told = JSON.stringify(params.outline);
    if ((this.#told.get(params.uri) ?? 'null') === told) return;
    if (params.outline === null) this.#told.delete(params.uri);
    else this.#told.set(params.uri, told);
    void this.#connection.sendNotification(OUTLINE_CHANGED, params);
  }
}
