import type { Contribution } from '../manifest/contribution.ts';

export const daemonContribution = {
  commands: {
    'fractale.startDaemon': { title: 'Start Daemon' },
    'fractale.stopDaemon': { title: 'Stop Daemon' },
    'fractale.replaceDaemon': { title: 'End Daemon and Start Anew' },
    'fractale.showExtensionLog': { title: 'Show Log' },
    'fractale.showDaemonLog': { title: "Show the Daemon's Log" },
    'fractale.showStatus': { title: 'Show Status' },
  },
} as const satisfies Contribution;
