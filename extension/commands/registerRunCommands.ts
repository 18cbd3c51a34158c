import type { Disposable } from 'vscode';
import type { Services } from '../services.ts';
import { cancelRun } from './cancelRun.ts';
import { checkSetup, SetupPage } from './checkSetup.ts';
import { choosePlan } from './choose.ts';
import { chooseModel } from './chooseModel.ts';
import type { commandsContribution } from './commandsContribution.ts';
import { newPlan } from './newPlan.ts';
import { openInTerminal } from './openInTerminal.ts';
import { registerCommands } from './registerCommands.ts';
import { resumeRun } from './resumeRun.ts';
import { retryRun } from './retryRun.ts';
import { runOptions } from './runOptions.ts';
import { runStep } from './runStep.ts';
import { startRun } from './startRun.ts';

export function registerRunCommands(services: Services): Disposable[] {
  const page = new SetupPage();
  const registered = registerCommands<typeof commandsContribution>(services.log, {
    'fractale.runPlan': async (argument?: unknown) => {
      const plan = await choosePlan(services.plans, argument);
      return plan && startRun(services, plan, runOptions(plan, process.env));
    },
    'fractale.runStep': (argument?: unknown, step?: unknown) => runStep(services, argument, step),
    'fractale.cancelRun': (argument?: unknown) => cancelRun(services, argument),
    'fractale.resumeRun': (argument?: unknown) => resumeRun(services, argument),
    'fractale.retryRun': (argument?: unknown) => retryRun(services, argument),
    'fractale.openInTerminal': (argument?: unknown) => openInTerminal(services, argument),
    'fractale.newPlan': newPlan,
    'fractale.checkSetup': () => checkSetup(services, page),
    'fractale.chooseModel': chooseModel,
    'fractale.showRun': (argument?: unknown) =>
      typeof argument === 'string' ? services.showRun(argument, true) : undefined,
  });
  return [page, ...registered];
}
