import { type Diagnostic, DiagnosticSeverity, type Range } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { loadPlan } from '../../daemon/plan/loadPlan.ts';
import { looksLikePlan } from '../../daemon/plan/looksLikePlan.ts';
import type { PlanProblem } from '../../daemon/protocol/requests.ts';
import { outlineOf } from './outline.ts';
import type { PlanOutline } from './planOutline.ts';
import type { PlanWords } from './planVocabulary.ts';

/** What one version of a document is known to be. */
export interface Analysis {
  readonly version: number;
  readonly problems: readonly PlanProblem[];
  /** Null when the document is no plan. */
  readonly outline: PlanOutline | null;
  /** Milliseconds that finding it out took. */
  readonly ms: number;
}

/**
 * Judges a document whole. One that was a plan stays one while it has a list of steps, so that a half-written step
 * does not silence everything.
 */
export function analyze(document: TextDocument, words: PlanWords, wasPlan: boolean): Analysis {
  const { version } = document;
  const start = performance.now();
  const ms = () => performance.now() - start;
  const text = document.getText();
  if (!looksLikePlan(text) && !(wasPlan && /^(?:steps|plan)[ \t]*:/mu.test(text)))
    return { version, problems: [], outline: null, ms: ms() };
  const outline = outlineOf(text, offset => document.positionAt(offset).line);
  const { problems } = loadPlan(text, { agents: words.agents, targets: words.targets });
  return { version, problems, outline, ms: ms() };
}

export function diagnosticOf(problem: PlanProblem): Diagnostic {
  return {
    range: rangeOf(problem),
    severity: problem.severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code: problem.code,
    source: 'fractale',
    message: problem.fix === undefined ? problem.message : `${problem.message} ${problem.fix}`,
  };
}

/** The editor counts from 0 what a person counts from 1. */
export function rangeOf({ line, column, endLine, endColumn }: PlanProblem): Range {
  return {
    start: { line: line - 1, character: column - 1 },
    end: { line: endLine - 1, character: endColumn - 1 },
  };
}
