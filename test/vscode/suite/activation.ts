import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';

suite('the extension', () => {
  const extension = vscode.extensions.getExtension('fractale.fractale');

  test('activates', async () => {
    assert.ok(extension, 'it is not there');
    await extension.activate();
    assert.ok(extension.isActive);
  });

  test('registers every command that its manifest names', async () => {
    const manifest: { contributes: { commands: readonly { command: string }[] } } = extension?.packageJSON;
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
    assert.ok(manifest.contributes.commands.length > 0);
  });
});
