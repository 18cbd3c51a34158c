import { commands, type Disposable, EventEmitter, l10n, Uri, workspace } from 'vscode';
import { engineEnvironment } from '../../daemon/client/requestContext.ts';
import type { DoctorCheck } from '../../daemon/protocol/requests.ts';
import type { Services } from '../services.ts';

const SCHEME = 'fractale-setup';
const PAGE = Uri.from({ scheme: SCHEME, path: '/Setup.md' });
const MARKS = { ok: '✓', warning: '!', missing: '✗' } as const;

/** The page that Check Setup opens: what `fractale doctor` says, each line with what to do. */
export class SetupPage implements Disposable {
  readonly #changed = new EventEmitter<Uri>();
  readonly #registration: Disposable;
  #text = '';

  constructor() {
    this.#registration = workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: () => this.#text,
    });
  }

  async show(checks: readonly DoctorCheck[]): Promise<void> {
    this.#text = pageOf(checks);
    this.#changed.fire(PAGE);
    await commands.executeCommand('markdown.showPreview', PAGE);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

/** Asks the daemon what is there, and shows it. */
export async function checkSetup(
  { link, setup }: Pick<Services, 'link' | 'setup'>,
  page: SetupPage,
): Promise<void> {
  const checks = await link.request('doctor/check', { environment: engineEnvironment(process.env) });
  setup.take(checks);
  await page.show(checks);
}

function pageOf(checks: readonly DoctorCheck[]): string {
  const missing = checks.filter(({ status }) => status === 'missing').length;
  const summary =
    missing === 0
      ? l10n.t('Everything that is needed is there.')
      : l10n.t('What is needed and missing: {0}', missing);
  const lines = checks.map(({ name, status, detail, fix }) => {
    const todo = fix === undefined ? '' : `\n\n  **${l10n.t('What to do')}:** ${escaped(fix)}`;
    return `- ${MARKS[status]} **${escaped(name)}**\\\n  ${escaped(detail)}${todo}`;
  });
  return `# ${l10n.t('Setup')}\n\n${summary}\n\n${lines.join('\n\n')}\n`;
}

/** Words from outside are shown as they are, never as Markdown or HTML. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+!|<>&~-]/gu, '\\$&').replaceAll('\n', ' ');
}

export function isMissing(checks: readonly DoctorCheck[], name: string): boolean {
  return checks.some(check => check.name === name && check.status === 'missing');
}
