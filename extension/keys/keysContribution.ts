import type { Contribution } from '../manifest/contribution.ts';

export const keysContribution = {
  commands: {
    'fractale.setApiKey': { title: 'Set Gemini API Key', icon: '$(key)' },
    'fractale.removeApiKey': { title: 'Remove Gemini API Key' },
  },
} as const satisfies Contribution;
