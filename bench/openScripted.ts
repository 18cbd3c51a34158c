import { ScriptedPlatform } from '../test/fixtures/scriptedPlatform.ts';

const platform = new ScriptedPlatform();

/** In the place of the daemon's own `openPlatform`. */
export async function openPlatform(): Promise<ScriptedPlatform> {
  platform.builds.length = 0;
  return platform;
}
