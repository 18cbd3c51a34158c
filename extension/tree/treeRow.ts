import { l10n, MarkdownString, ThemeIcon, TreeItem, TreeItemCollapsibleState, workspace } from 'vscode';
import type { AttemptState, RunState, StepState } from '../../daemon/protocol/state.ts';
import { cleanLine } from '../../daemon/words/text.ts';
import { canResume } from '../runs/runStatus.ts';
import {
  attemptsWords,
  attemptWords,
  costWords,
  isRecorded,
  joined,
  metricsWords,
  modelWords,
  startedWords,
  statusWords,
  timeWords,
} from '../words.ts';
import type { PlanFile } from './planFiles.ts';
import { type Status, statusIcon } from './statusIcon.ts';
import type { AttemptNode, ElsewhereNode, OlderNode, PlanNode, RunNode, StepNode } from './treeNode.ts';

const { Collapsed, Expanded, None } = TreeItemCollapsibleState;

export function planRow(node: PlanNode, plan: PlanFile | undefined, runs: readonly RunState[]): TreeItem {
  const path = workspace.asRelativePath(node.uri);
  const row = new TreeItem(plan?.name ?? path, runs.length > 0 ? Expanded : None);
  // The editor keeps a known row closed: a plan that has its first runs is a new one to it, and opens.
  row.id = runs.length > 0 ? node.id : `${node.id}?`;
  row.description = path;
  row.iconPath = new ThemeIcon('checklist');
  row.contextValue = 'plan';
  row.tooltip = node.uri.fsPath;
  row.command = { command: 'vscode.open', title: l10n.t('Open Plan'), arguments: [node.uri] };
  row.accessibilityInformation = {
    label: l10n.t('Plan {0}, {1}, {2} runs', row.label as string, path, runs.length),
  };
  return row;
}

export function elsewhereRow(node: ElsewhereNode): TreeItem {
  const row = new TreeItem(l10n.t('Runs of other folders'), Collapsed);
  row.id = node.id;
  row.iconPath = new ThemeIcon('folder');
  row.contextValue = 'elsewhere';
  return row;
}

export function olderRow(node: OlderNode, count: number): TreeItem {
  const row = new TreeItem(l10n.t('Show {0} older runs', count), None);
  row.id = node.id;
  row.iconPath = new ThemeIcon('history');
  row.command = { command: 'fractale.showOlderRuns', title: l10n.t('Show Older Runs'), arguments: [node] };
  return row;
}

export function runRow(node: RunNode, run: RunState, now: number): TreeItem {
  const active = run.status === 'running' || run.status === 'waiting';
  const row = new TreeItem(startedWords(run.createdAt, now), active ? Expanded : Collapsed);
  const time = timeWords(run.createdAt, run.finishedAt, now);
  row.id = node.id;
  row.description = joined(
    shortStatus(run.status),
    run.status === 'interrupted' ? undefined : time,
    costWords(run.usage),
    isRecorded(run) ? l10n.t('recorded') : undefined,
    node.parent.kind === 'elsewhere' ? cleanLine(run.plan.name) : undefined,
  );
  row.iconPath = statusIcon(run.status);
  row.contextValue = `run ${run.status}${canResume(run) ? ' resumable' : ''}`;
  row.accessibilityInformation = {
    label: l10n.t(
      'Run of {0}, started {1}: {2}',
      cleanLine(run.plan.name),
      row.label as string,
      spoken(run.status, row.description),
    ),
  };
  return row;
}

export function runTooltip(run: RunState): MarkdownString {
  const text = new MarkdownString('', true);
  text.appendMarkdown('**').appendText(cleanLine(run.plan.name)).appendMarkdown('**\n\n');
  const lines = [
    joined(statusWords(run.status), run.reason === undefined ? undefined : cleanLine(run.reason)),
    l10n.t('Model: {0}', modelWords(run.plan.model)),
    l10n.t('{0} model calls, {1} tokens', run.usage.calls, run.usage.total.toLocaleString('en-US')),
    l10n.t('Run {0}', run.id),
  ];
  for (const line of lines) text.appendText(line).appendMarkdown('\n\n');
  return text;
}

export function stepRow(node: StepNode, step: StepState, run: RunState['status'], now: number): TreeItem {
  const some = step.attempts.length > 0;
  const open = step.status === 'running' || step.status === 'failed';
  const row = new TreeItem(step.id, open ? Expanded : some ? Collapsed : None);
  // A step that is worked stands as its run does: waiting for a person, or set aside.
  const status = step.status === 'running' ? run : step.status;
  // The editor keeps a known row closed: the step that starts is a new one to it, and opens.
  row.id = step.status === 'pending' ? `${node.id}?` : node.id;
  row.description = joined(
    step.cachedFrom === undefined ? shortStatus(status) : l10n.t('From the cache'),
    ...metricsWords(step),
    some ? attemptsWords(step) : undefined,
    status === 'interrupted' ? undefined : timeWords(step.startedAt, step.finishedAt, now),
  );
  row.iconPath = statusIcon(status);
  row.contextValue = `step ${step.status}`;
  const reason = step.reason === undefined ? '' : `\n\n${cleanLine(step.reason)}`;
  row.tooltip = `${step.id}: ${cleanLine(step.agent)}, ${cleanLine(step.target)}${reason}`;
  row.accessibilityInformation = { label: l10n.t('Step {0}: {1}', step.id, spoken(status, row.description)) };
  return row;
}

export function attemptRow(node: AttemptNode, attempt: AttemptState, now: number): TreeItem {
  const row = new TreeItem(l10n.t('Attempt {0}', attempt.number), None);
  row.id = node.id;
  row.description = joined(attemptSummary(attempt), timeWords(attempt.startedAt, attempt.finishedAt, now));
  row.iconPath = statusIcon(attempt.status);
  row.contextValue = [
    'attempt',
    attempt.status,
    ...(attempt.artifact === undefined ? [] : ['artifact']),
    ...(attempt.execution === undefined ? [] : ['log']),
    ...(attempt.prompt === undefined ? [] : ['prompt']),
    ...(attempt.reply === undefined ? [] : ['reply']),
    ...(attempt.verdict?.cause === undefined ? [] : ['cause']),
  ].join(' ');
  row.tooltip = joined(attemptWords(attempt), timeWords(attempt.startedAt, attempt.finishedAt, now));
  row.command = { command: 'fractale.showAttempt', title: l10n.t('Show Attempt'), arguments: [node] };
  row.accessibilityInformation = {
    label: l10n.t('Attempt {0} of step {1}: {2}', attempt.number, node.step, row.tooltip),
  };
  return row;
}

/** The status in words where the icon and the time beside it do not say it already. */
function shortStatus(status: Status): string | undefined {
  const shown = status === 'succeeded' || status === 'failed' || status === 'running';
  return shown ? undefined : statusWords(status);
}

/** The whole of it, for who does not see the icon. */
function spoken(status: Status, description: string): string {
  return shortStatus(status) === undefined ? joined(statusWords(status), description) : description;
}

function attemptSummary(attempt: AttemptState): string | undefined {
  if (attempt.verdict === undefined) return attemptWords(attempt);
  return attempt.status === 'failed' ? cleanLine(attempt.verdict.summary) : shortStatus(attempt.status);
}
