import { type Event, EventEmitter, type LogOutputChannel } from 'vscode';
import { LanguageClient, RevealOutputChannelOn, TransportKind } from 'vscode-languageclient/node';
import {
  OUTLINE_CHANGED,
  OUTLINE_REQUEST,
  type OutlineChangedParams,
  type OutlineParams,
  type PlanOutline,
} from '../languageServer/planOutline.ts';

export interface PlanLanguageClient {
  /** The outline of an open document; null when it is no plan. */
  outline(uri: string): Promise<PlanOutline | null>;
  readonly onDidChangeOutline: Event<OutlineChangedParams>;
  /** Ends the server too. */
  dispose(): Promise<void>;
}

/**
 * Starts the plan language server of this window, `server` being its file. When it crashes it is started again, up
 * to five times in three minutes. This file is a bundle of its own, so it may import nothing that keeps state.
 */
export async function startPlanLanguageClient(
  server: string,
  log: LogOutputChannel,
): Promise<PlanLanguageClient> {
  const module = { module: server, transport: TransportKind.ipc };
  const client = new LanguageClient(
    'fractale',
    'Fractale',
    { run: module, debug: { ...module, options: { execArgv: ['--nolazy', '--inspect=0'] } } },
    {
      documentSelector: ['file', 'untitled'].map(scheme => ({ scheme, language: 'yaml' })),
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // Whoever starts it tells the person.
      initializationFailedHandler: () => false,
    },
  );
  const changed = new EventEmitter<OutlineChangedParams>();
  client.onNotification(OUTLINE_CHANGED, (params: OutlineChangedParams) => changed.fire(params));
  await client.start();
  return {
    outline: uri => client.sendRequest<PlanOutline | null>(OUTLINE_REQUEST, { uri } satisfies OutlineParams),
    onDidChangeOutline: changed.event,
    dispose: async () => {
      changed.dispose();
      await client.dispose();
    },
  };
}
