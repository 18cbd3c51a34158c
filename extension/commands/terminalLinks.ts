import { type Disposable, l10n, TerminalLink, window } from 'vscode';
import type { Services } from '../services.ts';

/** `YYYYMMDD-hhmmss-xxxx`, as the daemon names runs. */
const RUN_ID = /\b\d{8}-\d{6}-[0-9a-f]{4}\b/gu;

/** The way back from the command line: the id of a run in any terminal leads to its row. */
export function registerTerminalLinks({ store, showRun }: Pick<Services, 'store' | 'showRun'>): Disposable {
  return window.registerTerminalLinkProvider({
    provideTerminalLinks: ({ line }) =>
      [...line.matchAll(RUN_ID)]
        .filter(([run]) => store.run(run) !== undefined)
        .map(({ 0: run, index }) => new RunLink(run, index)),
    handleTerminalLink: link => (link instanceof RunLink ? showRun(link.run, true) : undefined),
  });
}

class RunLink extends TerminalLink {
  readonly run: string;

  constructor(run: string, index: number) {
    super(index, run.length, l10n.t('Show the run in the editor'));
    this.run = run;
  }
}
