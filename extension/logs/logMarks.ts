import {
  type Disposable,
  OverviewRulerLane,
  Range,
  type TextEditorDecorationType,
  ThemeColor,
  type Uri,
  window,
} from 'vscode';
import { Disposables } from '../disposables.ts';
import type { LogDocuments } from './logDocuments.ts';

/** Marks the lines that the verdict is about: at the margin, across the line, and in the overview ruler. */
export function registerLogMarks(logs: LogDocuments, icon: Uri): Disposable {
  const disposables = new Disposables();
  const look = {
    isWholeLine: true,
    backgroundColor: new ThemeColor('fractale.logErrorBackground'),
    overviewRulerColor: new ThemeColor('editorOverviewRuler.errorForeground'),
    overviewRulerLane: OverviewRulerLane.Full,
  };
  const key = disposables.add(
    window.createTextEditorDecorationType({ ...look, gutterIconPath: icon, gutterIconSize: '80%' }),
  );
  const others = disposables.add(window.createTextEditorDecorationType(look));
  const draw = (): void => {
    for (const editor of window.visibleTextEditors) {
      const log = logs.get(editor.document.uri);
      if (log === undefined) continue;
      const set = (type: TextEditorDecorationType, evidence: 'key' | 'error') =>
        editor.setDecorations(
          type,
          [...log.evidence].flatMap(([line, is]) => (is === evidence ? [new Range(line, 0, line, 0)] : [])),
        );
      set(key, 'key');
      set(others, 'error');
    }
  };
  // A log that grows has no verdict yet, and nothing to mark.
  disposables.add(logs.onDidChange(({ log }) => !log.live && draw()));
  disposables.add(window.onDidChangeVisibleTextEditors(draw));
  return disposables;
}
