import type { Contribution } from '../manifest/contribution.ts';

export const commandsContribution = {
  commands: {
    'fractale.runPlan': { title: 'Run Plan', icon: '$(play)', enablement: 'isWorkspaceTrusted' },
    'fractale.runStep': { title: 'Run Step', icon: '$(debug-step-over)', enablement: 'isWorkspaceTrusted' },
    'fractale.cancelRun': { title: 'Cancel Run', icon: '$(debug-stop)' },
    'fractale.resumeRun': {
      title: 'Resume Run',
      icon: '$(debug-continue)',
      enablement: 'isWorkspaceTrusted',
    },
    'fractale.retryRun': { title: 'Retry Run', icon: '$(debug-restart)', enablement: 'isWorkspaceTrusted' },
    'fractale.openInTerminal': {
      title: 'Open in Terminal',
      icon: '$(terminal)',
      enablement: 'isWorkspaceTrusted',
    },
    'fractale.newPlan': { title: 'New Plan', icon: '$(new-file)' },
    'fractale.checkSetup': { title: 'Check Setup', icon: '$(checklist)' },
    'fractale.chooseModel': { title: 'Choose Model' },
    'fractale.showRun': { title: 'Show Run', palette: false },
  },
  menus: {
    'editor/title/run': [
      {
        command: 'fractale.runPlan',
        when: "fractale.activePlan && fractale.activePlan != 'active'",
        group: 'navigation@1',
      },
      { command: 'fractale.cancelRun', when: "fractale.activePlan == 'active'", group: 'navigation@1' },
      {
        command: 'fractale.runStep',
        when: "fractale.activePlan && fractale.activePlan != 'active'",
        group: 'navigation@2',
      },
      { command: 'fractale.resumeRun', when: "fractale.activePlan == 'resumable'", group: 'navigation@3' },
      {
        command: 'fractale.retryRun',
        when: "fractale.activePlan == 'over' || fractale.activePlan == 'resumable'",
        group: 'navigation@4',
      },
    ],
    'explorer/context': [
      {
        command: 'fractale.runPlan',
        when: 'resourceExtname =~ /^\\.ya?ml$/ && resourcePath in fractale.planPaths',
        group: 'navigation@90',
      },
    ],
  },
  settings: {
    'fractale.model': {
      type: 'string',
      default: '',
      description:
        'The model for plans that name none, as `provider/name`, such as `gemini/gemini-2.5-pro`. Empty: what `FRACTALE_MODEL` says, then `gemini/gemini-2.5-pro`.',
      scope: 'window',
      restricted: true,
    },
    'fractale.review': {
      type: 'string',
      default: 'plan',
      enum: ['plan', 'ask', 'auto'],
      enumDescriptions: [
        'As the plan says.',
        'Every artifact waits for a person before it is executed.',
        'Artifacts are executed at once.',
      ],
      description: 'Whether artifacts wait for a person in runs that are started from here.',
      scope: 'window',
      restricted: true,
    },
    'fractale.useCache': {
      type: 'boolean',
      default: false,
      description: 'Take steps that succeeded before with the same inputs from the cache.',
      scope: 'window',
      restricted: true,
    },
    'fractale.notifications': {
      type: 'string',
      default: 'all',
      enum: ['all', 'waiting', 'none'],
      enumDescriptions: [
        'When an artifact waits for review, and when a run ends.',
        'Only when an artifact waits for review.',
        'Never. The badge and the status bar still show it.',
      ],
      description: 'When a run tells this window about itself.',
      scope: 'application',
    },
  },
} as const satisfies Contribution;
