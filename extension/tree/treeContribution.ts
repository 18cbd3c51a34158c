import type { Contribution } from '../manifest/contribution.ts';
import { PLANS_VIEW, SETUP_VIEW } from './views.ts';

export const treeContribution = {
  commands: {
    'fractale.showOlderRuns': { title: 'Show Older Runs', palette: false },
  },
  views: [
    {
      id: SETUP_VIEW,
      name: 'Setup',
      when: 'fractale.trouble',
      icon: 'extension/media/fractale.svg',
      visibility: 'visible',
      initialSize: 1,
    },
    {
      id: PLANS_VIEW,
      name: 'Plans',
      icon: 'extension/media/fractale.svg',
      contextualTitle: 'Fractale',
      initialSize: 3,
    },
  ],
  viewsWelcome: [
    {
      view: PLANS_VIEW,
      when: 'fractale.scanned && workspaceFolderCount == 0',
      contents:
        'Plans are found in the folders that are open here.\n[Open Folder](command:vscode.openFolder)',
    },
    {
      view: PLANS_VIEW,
      when: 'fractale.scanned && workspaceFolderCount != 0',
      contents:
        'No plan in this workspace yet. A plan is a YAML file: its steps, and the agent that works each of them.\n[New Plan](command:fractale.newPlan)',
    },
    {
      view: SETUP_VIEW,
      when: "fractale.trouble == 'engine'",
      contents:
        'No container engine answers, so nothing can be built or run.\n[Check Setup](command:fractale.checkSetup)',
    },
    {
      view: SETUP_VIEW,
      when: "fractale.trouble == 'key'",
      contents:
        'A plan here asks Gemini, and there is no API key. Recordings (replay/…) run without one.\n[Set Gemini API Key](command:fractale.setApiKey)',
    },
    {
      view: SETUP_VIEW,
      when: "fractale.trouble == 'daemon'",
      contents:
        'The daemon that owns the runs cannot be reached. Runs and their history are on disk; nothing is lost.\n[Start Daemon](command:fractale.startDaemon)\n[Show Log](command:fractale.showExtensionLog)',
    },
    {
      view: SETUP_VIEW,
      when: "fractale.trouble == 'stopped'",
      contents:
        'The daemon was stopped. Nothing is lost: runs that were active can be resumed.\n[Start Daemon](command:fractale.startDaemon)',
    },
    {
      view: SETUP_VIEW,
      when: "fractale.trouble == 'stalled'",
      contents:
        'The daemon runs and does not answer. It may be busy or suspended. Ending it loses nothing: its runs go on, or can be resumed.\n[End Daemon and Start Anew](command:fractale.replaceDaemon)',
    },
  ],
  menus: {
    'view/title': [
      { command: 'fractale.newPlan', when: `view == ${PLANS_VIEW}`, group: 'navigation@1' },
      { command: 'fractale.checkSetup', when: `view == ${PLANS_VIEW}`, group: '2_setup@1' },
      { command: 'fractale.chooseModel', when: `view == ${PLANS_VIEW}`, group: '2_setup@2' },
      { command: 'fractale.setApiKey', when: `view == ${PLANS_VIEW}`, group: '2_setup@3' },
    ],
    'view/item/context': [
      { command: 'fractale.runPlan', when: 'viewItem == plan && isWorkspaceTrusted', group: 'inline@1' },
      { command: 'fractale.runPlan', when: 'viewItem == plan', group: '1_run@1' },
      { command: 'fractale.review.open', when: 'viewItem =~ /^attempt waiting/', group: 'inline@1' },
      { command: 'fractale.openLog', when: 'viewItem =~ /^attempt .*\\blog\\b/', group: 'inline@2' },
      { command: 'fractale.review.open', when: 'viewItem =~ /^attempt waiting/', group: '1_review@1' },
      { command: 'fractale.showAttempt', when: 'viewItem =~ /^attempt/', group: '2_show@1' },
      { command: 'fractale.openLog', when: 'viewItem =~ /^attempt .*\\blog\\b/', group: '2_show@2' },
      {
        command: 'fractale.openArtifact',
        when: 'viewItem =~ /^attempt .*\\bartifact\\b/',
        group: '2_show@3',
      },
      { command: 'fractale.openPrompt', when: 'viewItem =~ /^attempt .*\\bprompt\\b/', group: '2_show@4' },
      { command: 'fractale.openReply', when: 'viewItem =~ /^attempt .*\\breply\\b/', group: '2_show@5' },
      { command: 'fractale.openCause', when: 'viewItem =~ /^attempt .*\\bcause\\b/', group: '2_show@6' },
      {
        command: 'fractale.acceptIntoWorkspace',
        when: 'viewItem =~ /^attempt (succeeded|failed).*\\bartifact\\b/',
        group: '3_use@1',
      },
      {
        command: 'fractale.compareAttempts',
        when: 'viewItem =~ /^attempt .*\\bartifact\\b/',
        group: '4_compare@1',
      },
      {
        command: 'fractale.selectForCompare',
        when: 'viewItem =~ /^attempt .*\\bartifact\\b/',
        group: '4_compare@2',
      },
      {
        command: 'fractale.compareWithSelected',
        when: 'fractale.attemptSelected && viewItem =~ /^attempt .*\\bartifact\\b/',
        group: '4_compare@3',
      },
      { command: 'fractale.cancelRun', when: 'viewItem =~ /^run (running|waiting)/', group: 'inline@1' },
      { command: 'fractale.cancelRun', when: 'viewItem =~ /^run (running|waiting)/', group: '1_run@1' },
      {
        command: 'fractale.resumeRun',
        when: 'viewItem =~ /^run .*resumable/',
        group: 'inline@1',
      },
      {
        command: 'fractale.resumeRun',
        when: 'viewItem =~ /^run .*resumable/',
        group: '1_run@1',
      },
      {
        command: 'fractale.retryRun',
        when: 'viewItem =~ /^run (succeeded|failed|cancelled|interrupted)/',
        group: 'inline@2',
      },
      {
        command: 'fractale.retryRun',
        when: 'viewItem =~ /^run (succeeded|failed|cancelled|interrupted)/',
        group: '1_run@2',
      },
      { command: 'fractale.openInTerminal', when: 'viewItem =~ /^run /', group: '2_show@1' },
      { command: 'fractale.runStep', when: 'viewItem =~ /^step /', group: '1_run@1' },
    ],
  },
} as const satisfies Contribution;
