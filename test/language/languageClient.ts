import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node';
import type { CompletionItem, Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver/node';

const SERVER = fileURLToPath(new URL('../../extension/languageServer/main.ts', import.meta.url));

/** The plan language server in a process of its own, spoken to as an editor does. */
export class LanguageClient {
  readonly published: PublishDiagnosticsParams[] = [];
  readonly outlines: { uri: string; outline: unknown }[] = [];
  readonly #process: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #texts = new Map<string, { text: string; version: number }>();
  #heard: (() => void)[] = [];
  #ended = false;

  private constructor(child: ChildProcess, connection: MessageConnection) {
    this.#process = child;
    this.#connection = connection;
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.published.push(params);
      this.#wake();
    });
    child.on('exit', () => {
      this.#ended = true;
      this.#wake();
    });
    connection.onNotification('fractale/outlineChanged', params => void this.outlines.push(params));
    connection.listen();
  }

  static async start(): Promise<LanguageClient> {
    const child = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdin, stdout } = child;
    const client = new LanguageClient(child, createMessageConnection(stdout, stdin));
    const started = await client.#connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
    });
    client.capabilities = (started as { capabilities: object }).capabilities;
    await client.#connection.sendNotification('initialized', {});
    return client;
  }

  capabilities: object = {};

  open(uri: string, text: string): void {
    this.#texts.set(uri, { text, version: 1 });
    const textDocument = { uri, languageId: 'yaml', version: 1, text };
    void this.#connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  /** The whole text anew. Returns its version. */
  change(uri: string, text: string): number {
    const version = (this.#texts.get(uri)?.version ?? 0) + 1;
    this.#texts.set(uri, { text, version });
    void this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
    return version;
  }

  close(uri: string): void {
    void this.#connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** The diagnostics of a version of a document, once they come. */
  async diagnostics(uri: string, version: number | undefined): Promise<Diagnostic[]> {
    for (;;) {
      const found = this.published.find(one => one.uri === uri && one.version === version);
      if (found) return found.diagnostics;
      if (this.#ended) throw new Error('the language server ended');
      await new Promise<void>(heard => this.#heard.push(heard));
    }
  }

  #wake(): void {
    for (const heard of this.#heard.splice(0)) heard();
  }

  async ask<R>(method: string, uri: string, more: object = {}): Promise<R> {
    return await this.#connection.sendRequest<R>(method, { uri, textDocument: { uri }, ...more });
  }

  async completions(uri: string, line: number, character: number): Promise<string[]> {
    const position = { line, character };
    const items = await this.ask<CompletionItem[]>('textDocument/completion', uri, { position });
    return items.map(({ label }) => label);
  }

  /** Ends the server as an editor does; its exit status. */
  async stop(): Promise<number | null> {
    const ended = once(this.#process, 'exit');
    await this.#connection.sendRequest('shutdown');
    await this.#connection.sendNotification('exit');
    const [status] = await ended;
    this.#connection.dispose();
    return status as number | null;
  }
}
