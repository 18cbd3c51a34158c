import { ConfigurationTarget, l10n, window, workspace } from 'vscode';
import { pricedModels } from '../../daemon/models/prices.ts';

/** Sets the model for plans that name none, for this user. */
export async function chooseModel(): Promise<void> {
  const settings = workspace.getConfiguration('fractale');
  const current = settings.get<string>('model', '');
  const other = { label: l10n.t('Another model…'), description: l10n.t('provider/name') };
  const none = {
    label: l10n.t('No default'),
    description: l10n.t('what the plan, then FRACTALE_MODEL says'),
  };
  const items = [
    ...pricedModels().map(label => ({ label, ...(label === current && { description: l10n.t('chosen') }) })),
    other,
    none,
  ];
  const title = l10n.t('Model for plans that name none');
  const chosen = await window.showQuickPick(items, { title });
  if (chosen === undefined) return;
  let model: string | undefined = chosen === none ? '' : chosen.label;
  if (chosen === other) {
    model = await window.showInputBox({
      title,
      prompt: l10n.t('As provider/name; replay/<file> plays a recording'),
      value: current,
      validateInput: text =>
        /^[\w-]+\/\S+$/u.test(text) ? undefined : l10n.t('A model is written provider/name.'),
    });
  }
  if (model !== undefined) await settings.update('model', model || undefined, ConfigurationTarget.Global);
}
