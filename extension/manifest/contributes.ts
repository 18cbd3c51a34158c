import { attemptsContribution } from '../attempts/attemptsContribution.ts';
import { commandsContribution } from '../commands/commandsContribution.ts';
import { daemonContribution } from '../daemon/daemonContribution.ts';
import { keysContribution } from '../keys/keysContribution.ts';
import { logsContribution } from '../logs/logsContribution.ts';
import { reviewContribution } from '../review/reviewContribution.ts';
import { treeContribution } from '../tree/treeContribution.ts';
import type { Contribution } from './contribution.ts';

const FEATURES: readonly Contribution[] = [
  treeContribution,
  commandsContribution,
  reviewContribution,
  attemptsContribution,
  logsContribution,
  keysContribution,
  daemonContribution,
];

const CONTAINER = { id: 'fractale', title: 'Fractale', icon: 'extension/media/fractale.svg' };

/** package.json's `contributes`, and the texts in it by their keys in package.nls.json. */
export function contributes(features = FEATURES): { contributes: object; texts: Record<string, string> } {
  const texts: Record<string, string> = {};
  const text = (key: string, value: string): string => {
    if (texts[key] !== undefined && texts[key] !== value) throw new Error(`two texts for ${key}`);
    texts[key] = value;
    return `%${key}%`;
  };
  const commands = features.flatMap(feature => Object.entries(feature.commands));
  const menus: Record<string, object[]> = {};
  for (const feature of features)
    for (const [menu, items] of Object.entries(feature.menus ?? {})) {
      menus[menu] ??= [];
      menus[menu].push(...items);
    }
  menus.commandPalette = commands.flatMap(([command, { palette }]) =>
    palette === undefined ? [] : [{ command, when: palette === false ? 'false' : palette }],
  );
  const settings = features.flatMap(feature => Object.entries(feature.settings ?? {}));
  return {
    texts,
    contributes: {
      commands: commands.map(([command, { title, icon, enablement }]) => ({
        command,
        title: text(`${command}.title`, title),
        category: CONTAINER.title,
        ...(icon && { icon }),
        ...(enablement && { enablement }),
      })),
      menus,
      keybindings: features.flatMap(feature => feature.keybindings ?? []),
      viewsContainers: { activitybar: [CONTAINER] },
      views: {
        [CONTAINER.id]: features
          .flatMap(feature => feature.views ?? [])
          .map(view => ({
            ...view,
            name: text(`${view.id}.name`, view.name),
            ...(view.contextualTitle && {
              contextualTitle: text(`${view.id}.contextualTitle`, view.contextualTitle),
            }),
          })),
      },
      viewsWelcome: features
        .flatMap(feature => feature.viewsWelcome ?? [])
        .map(({ view, contents, when }, index) => ({
          view,
          contents: text(`${view}.welcome.${index + 1}`, contents),
          when,
        })),
      configuration: {
        title: CONTAINER.title,
        properties: Object.fromEntries(
          settings.map(([name, { description, enumDescriptions, restricted: _restricted, ...rest }]) => [
            name,
            {
              ...rest,
              markdownDescription: text(`${name}.description`, description),
              ...(enumDescriptions && {
                enumDescriptions: enumDescriptions.map((words, index) =>
                  text(`${name}.enum.${index + 1}`, words),
                ),
              }),
            },
          ]),
        ),
      },
      configurationDefaults: Object.assign(
        {},
        ...features.map(feature => feature.configurationDefaults ?? {}),
      ),
      languages: features.flatMap(feature => feature.languages ?? []),
      grammars: features.flatMap(feature => feature.grammars ?? []),
      colors: features
        .flatMap(feature => feature.colors ?? [])
        .map(color => ({ ...color, description: text(`${color.id}.color`, color.description) })),
    },
  };
}

/** Settings whose workspace value counts only in a trusted workspace. */
export function restrictedSettings(features = FEATURES): string[] {
  return features.flatMap(feature =>
    Object.entries(feature.settings ?? {}).flatMap(([name, { restricted }]) => (restricted ? [name] : [])),
  );
}
