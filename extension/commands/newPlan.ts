import { l10n, Uri, window, workspace } from 'vscode';
import { UserError } from '../../daemon/protocol/userError.ts';

const PLAN = `name: My application
goal: One run of my application that reports its throughput.
model: gemini/gemini-2.5-pro
limits: {minutes: 60, tokens: 300000, usd: 2}
steps:
  - id: image
    agent: build
    review: ask
    context:
      application: my-app
      environment: one Linux machine, CPU only
      details: |
        Start FROM debian:bookworm.
        Say here which version, from where, built how.
  - id: run
    agent: kubernetes-job
    context:
      no_pull: true
      details: Say here which command runs on which input.
    success:
      - log: "finished without errors"
`;

/** Writes a first plan beside the others and opens it. */
export async function newPlan(): Promise<void> {
  const folder = workspace.workspaceFolders?.[0];
  if (folder === undefined)
    throw new UserError(
      'invalid-params',
      l10n.t('No folder is open'),
      l10n.t('Open the folder that the plan belongs to first.'),
    );
  const name = await window.showInputBox({
    title: l10n.t('New Plan'),
    prompt: l10n.t('File name, in the folder {0}', folder.name),
    value: 'plan.yaml',
    valueSelection: [0, 4],
    validateInput: text =>
      /^[\w./-]+\.ya?ml$/u.test(text) && !text.includes('..')
        ? undefined
        : l10n.t('A plan’s name ends in .yaml.'),
  });
  if (name === undefined) return;
  const uri = Uri.joinPath(folder.uri, name);
  if (await exists(uri)) throw new UserError('invalid-params', l10n.t('{0} is there already', name));
  await workspace.fs.writeFile(uri, new TextEncoder().encode(PLAN));
  await window.showTextDocument(uri, { preview: false });
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
