import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TextDocument } from 'vscode';
import type { Verdict } from '../../daemon/protocol/verdict.ts';
import { type Evidence, EvidenceLines, saysError } from './evidenceLines.ts';

/** Lines between two turns of the event loop: the extension host serves everybody. */
const TURN = 5_000;
const MOST = 200;

/**
 * The lines of a document, from 0, that a verdict is about, looked for within the section that failed. When none is
 * found there, the last one that says that something failed.
 */
export async function findEvidence(
  document: TextDocument,
  verdict: Verdict,
  within: { readonly from: number; readonly to: number } | undefined,
): Promise<ReadonlyMap<number, Evidence>> {
  const lines = new EvidenceLines(verdict);
  const found = new Map<number, Evidence>();
  const { from, to } = within ?? { from: 0, to: document.lineCount - 1 };
  let fallback: number | undefined;
  for (let line = from; line <= to && line < document.lineCount && found.size < MOST; line += 1) {
    if ((line - from) % TURN === TURN - 1) await nextTurn();
    if (document.isClosed) return new Map();
    const { text } = document.lineAt(line);
    const evidence = lines.of(text);
    if (evidence !== undefined) found.set(line, evidence);
    else if (saysError(text)) fallback = line;
  }
  if (found.size === 0 && fallback !== undefined) found.set(fallback, 'key');
  const last = [...found.keys()].at(-1);
  if (last !== undefined && ![...found.values()].includes('key')) found.set(last, 'key');
  return found;
}
