import type { Contribution } from '../manifest/contribution.ts';

/** A run's id as a pattern for file names, such as 20261120-103200-1f3a. */
const RUN_ID = `${'[0-9]'.repeat(8)}-${'[0-9]'.repeat(6)}-????`;

export const LOG_LANGUAGE = 'fractale-log';

export const logsContribution = {
  commands: {
    'fractale.openLog': { title: 'Open Log', icon: '$(output)' },
    'fractale.followLog': {
      title: 'Follow the End of the Log',
      icon: '$(fold-down)',
      palette: "fractale.logEnd == 'left'",
    },
  },
  menus: {
    'editor/title': [
      {
        command: 'fractale.followLog',
        when: "resourceScheme == fractale-log && fractale.logEnd == 'left'",
        group: 'navigation@1',
      },
    ],
  },
  // As in VS Code's own output: what is made for source text costs time with each line and marks what means nothing.
  configurationDefaults: {
    [`[${LOG_LANGUAGE}]`]: {
      'editor.minimap.enabled': false,
      'editor.bracketPairColorization.enabled': false,
      'editor.matchBrackets': 'never',
      'editor.occurrencesHighlight': 'off',
      'editor.guides.indentation': false,
      'editor.renderLineHighlight': 'none',
      'editor.unicodeHighlight.ambiguousCharacters': false,
      'editor.unicodeHighlight.invisibleCharacters': false,
    },
  },
  // By the path of its address: an address of another language would be one without colours.
  languages: [{ id: LOG_LANGUAGE, aliases: ['Fractale Log'], filenamePatterns: [`/${RUN_ID}/*/*/*.log`] }],
  grammars: [
    {
      language: LOG_LANGUAGE,
      scopeName: 'text.fractale-log',
      path: './extension/media/fractale-log.tmLanguage.json',
    },
  ],
  colors: [
    {
      id: 'fractale.logErrorBackground',
      description: 'Background of the lines of a log that its attempt failed by.',
      defaults: { dark: '#f1484822', light: '#e5141418', highContrast: '#00000000' },
    },
  ],
} as const satisfies Contribution;
