import type { RunState } from '../../protocol/state.ts';
import { cleanLine } from '../../words/text.ts';
import { NO_PAINT, type Paint } from './paint.ts';
import { modelWords } from './words.ts';

/** What stands above a run's progress: which plan, which model, which run. */
export function runHead(state: RunState, paint: Paint = NO_PAINT): string[] {
  const file = state.plan.file === undefined ? '' : paint.faint(`  ${cleanLine(state.plan.file)}`);
  return [
    `${paint.strong(cleanLine(state.plan.name))}${file}`,
    `${paint.faint('model')}  ${modelWords(state.plan.model)}`,
    `${paint.faint('run')}    ${paint.name(state.id)}`,
  ];
}
