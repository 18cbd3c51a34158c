import type { Contribution } from '../manifest/contribution.ts';

export const attemptsContribution = {
  commands: {
    'fractale.showAttempt': { title: 'Show Attempt', icon: '$(info)' },
    'fractale.openArtifact': { title: 'Open Artifact' },
    'fractale.openPrompt': { title: 'Open Prompt' },
    'fractale.openReply': { title: 'Open Reply' },
    'fractale.openCause': { title: 'Open Cause' },
    'fractale.compareAttempts': { title: 'Compare Attempts…' },
    'fractale.selectForCompare': { title: 'Select for Compare', palette: false },
    'fractale.compareWithSelected': { title: 'Compare with Selected', palette: false },
  },
} as const satisfies Contribution;
