import { type Disposable, EventEmitter, l10n, type SecretStorage, window } from 'vscode';
import { credentialsOf } from '../../daemon/client/requestContext.ts';
import type { Credentials } from '../../daemon/protocol/requests.ts';

const SECRET = 'fractale.geminiApiKey';

/** The Gemini API key: in the editor's secret storage, else in the environment. It leaves only over the daemon's socket. */
export class ApiKey implements Disposable {
  readonly #secrets: SecretStorage;
  readonly #env: NodeJS.ProcessEnv;
  readonly #changed = new EventEmitter<void>();
  readonly #subscription: Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(secrets: SecretStorage, env: NodeJS.ProcessEnv) {
    this.#secrets = secrets;
    this.#env = env;
    this.#subscription = secrets.onDidChange(({ key }) => {
      if (key === SECRET) this.#changed.fire();
    });
  }

  async credentials(): Promise<Credentials> {
    const stored = await this.#secrets.get(SECRET);
    return { ...credentialsOf(this.#env), ...(stored && { geminiApiKey: stored }) };
  }

  /** Asks for the key; the field hides it. */
  async set(): Promise<void> {
    const key = await window.showInputBox({
      title: l10n.t('Gemini API Key'),
      prompt: l10n.t('Google AI Studio makes one. It is kept in the secret storage of this editor.'),
      password: true,
      ignoreFocusOut: true,
      validateInput: text =>
        text.trim() === '' || /\s/u.test(text.trim()) ? l10n.t('A key has no spaces.') : undefined,
    });
    if (key === undefined) return;
    await this.#secrets.store(SECRET, key.trim());
    void window.showInformationMessage(l10n.t('The Gemini API key is set. New and resumed runs use it.'));
  }

  async remove(): Promise<void> {
    await this.#secrets.delete(SECRET);
    const left = credentialsOf(this.#env).geminiApiKey !== undefined;
    void window.showInformationMessage(
      left
        ? l10n.t('The stored Gemini API key is removed. The environment still has GEMINI_API_KEY.')
        : l10n.t('The Gemini API key is removed.'),
    );
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
