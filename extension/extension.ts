import { type ExtensionContext, type Uri, window } from 'vscode';
import { homeOf } from '../daemon/discovery/home.ts';
import { registerAttempts } from './attempts/registerAttempts.ts';
import { registerRunCommands } from './commands/registerRunCommands.ts';
import { registerTerminalLinks } from './commands/terminalLinks.ts';
import { daemonCommand } from './daemon/daemonFiles.ts';
import { DaemonLink } from './daemon/daemonLink.ts';
import { registerDaemonCommands } from './daemon/registerDaemonCommands.ts';
import { ApiKey } from './keys/apiKey.ts';
import { registerKeyCommands } from './keys/registerKeyCommands.ts';
import { registerLanguage } from './language/registerLanguage.ts';
import { registerLogs } from './logs/registerLogs.ts';
import { registerReview } from './review/registerReview.ts';
import { RunStore } from './runs/runStore.ts';
import type { Services } from './services.ts';
import { followActivePlan } from './status/activePlan.ts';
import { registerNotifications } from './status/notifications.ts';
import { Setup } from './status/setup.ts';
import { createStatusBar } from './status/statusBar.ts';
import { PlanFiles } from './tree/planFiles.ts';
import { PlanTree } from './tree/planTree.ts';
import { registerTree } from './tree/registerTree.ts';

declare const FRACTALE_BUILD: string;
const MOST_RUNS = 1_000;

/** Puts the extension together. Nothing here waits: the daemon and the plans are looked for in the background. */
export function activate(context: ExtensionContext): { readonly services: Services } {
  const { subscriptions } = context;
  const own = <T extends { dispose(): unknown }>(item: T): T => {
    subscriptions.push(item);
    return item;
  };
  const log = own(window.createOutputChannel('Fractale', { log: true }));
  const apiKey = own(new ApiKey(context.secrets, process.env));
  const link = own(
    new DaemonLink({
      build: FRACTALE_BUILD,
      env: process.env,
      log,
      start: async () =>
        daemonCommand(
          context.asAbsolutePath('dist/daemon'),
          homeOf(process.env).root,
          FRACTALE_BUILD,
          process.env,
        ),
      credentials: () => apiKey.credentials(),
    }),
  );
  const store = own(new RunStore(link, log, MOST_RUNS));
  const plans = own(new PlanFiles(log));
  const tree = own(new PlanTree(store, plans));
  const setup = own(new Setup({ link, store, plans, apiKey }));
  const { view } = own(registerTree({ log, store, plans, tree }));
  const showRun = async (id: string, select = false): Promise<void> => {
    const run = store.run(id) ?? (await store.whenKnown(id));
    await view.reveal(tree.runNode(run), { expand: 2, select, focus: select });
  };
  const language = own(registerLanguage({ context, log, store }));
  const outline = (plan: Uri) => language.outline(plan);
  const services: Services = { context, log, link, store, plans, tree, apiKey, setup, showRun, outline };

  own(followActivePlan(plans, store));
  own(createStatusBar(services));
  own(registerNotifications(services));
  own(registerTerminalLinks(services));
  subscriptions.push(
    ...registerRunCommands(services),
    ...registerDaemonCommands(services),
    ...registerKeyCommands(services),
  );
  own(registerLogs(services));
  own(registerAttempts(services));
  own(registerReview(services));
  void link.connect();
  return { services };
}
