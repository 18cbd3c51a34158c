import { runMocha } from './runMocha.ts';

/** What VS Code calls in its extension host. A file of tests more is a line more. */
export function run(): Promise<void> {
  return runMocha(async () => {
    await import('./activation.ts');
  });
}
