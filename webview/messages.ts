import type { AttemptName } from '../daemon/protocol/requests.ts';
import type { AttemptState } from '../daemon/protocol/state.ts';

/** What a person can ask for in the details view; each stands for one command of the editor. */
const ACTIONS = [
  'review',
  'accept',
  'artifact',
  'prompt',
  'reply',
  'cause',
  'log',
  'compare',
  'change',
  'repairs',
  'previous',
  'next',
] as const;
export type Action = (typeof ACTIONS)[number];

/** From the details view to the extension. `line`: show this line of the artifact, from 1. */
export type FromDetails =
  | { readonly type: 'ready' }
  | { readonly type: 'do'; readonly action: Action }
  | { readonly type: 'line'; readonly line: number };

/** From the extension to the details view: all that it shows, in words of the editor's language. */
export interface ToDetails {
  readonly type: 'show';
  /** Kept by the view, so that the attempt is there again after the window was reloaded. */
  readonly name: AttemptName;
  readonly view: AttemptView | NothingView;
}

/** There is no such attempt, or none yet. */
export interface NothingView {
  readonly is: 'nothing';
  readonly words: string;
}

export interface AttemptView {
  readonly is: 'attempt';
  /** Changes when another attempt is shown. */
  readonly key: string;
  readonly status: AttemptState['status'];
  readonly plan: string;
  readonly heading: string;
  /** `Failed`, `Building`. */
  readonly state: string;
  readonly facts: readonly Fact[];
  readonly summary?: string;
  /** Why what stands here may be out of date. */
  readonly notice?: string;
  readonly position: string;
  readonly previous: Button;
  readonly next: Button;
  readonly buttons: readonly Button[];
  readonly metrics: readonly Metric[];
  readonly cause?: CausePart;
  readonly change?: ChangePart;
  readonly stages: TimesPart;
  readonly instructions?: TimesPart;
  readonly checks?: Part & { readonly items: readonly CheckItem[] };
  readonly repairs?: Part & { readonly items: readonly RepairItem[] };
  readonly details: Part & { readonly rows: readonly DetailRow[] };
}

export interface Button {
  readonly action: Action;
  readonly label: string;
  /** Why it cannot be pressed. */
  readonly off?: string;
  readonly primary?: true;
}

/** `code`: a text that stands for itself, such as a category. */
export interface Fact {
  readonly text: string;
  readonly code?: true;
  readonly title?: string;
}

export interface Metric {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
}

/** A titled part of the view; `note` beside the title, `button` at its end. */
export interface Part {
  readonly title: string;
  readonly note?: string;
  readonly button?: Button;
}

export interface CausePart extends Part {
  readonly lines: readonly { readonly text: string; readonly kind: CauseLineKind }[];
}
/** `key`: the line that the failure hangs on. `gap`: says how many lines were left out. */
export type CauseLineKind = 'plain' | 'key' | 'error' | 'gap';

export interface ChangePart extends Part {
  readonly added: number;
  readonly removed: number;
  readonly words: string;
  readonly lines: readonly ChangeLine[];
  /** How many lines are not shown. */
  readonly more?: string;
}
/** `gap` is what stands between two places that changed. The numbers are those of the line before and after. */
export interface ChangeLine {
  readonly kind: 'same' | 'added' | 'removed' | 'gap';
  readonly text: string;
  readonly before?: number;
  readonly after?: number;
}

/** Times as bars, of which `from` and `share` are parts of the whole width, 0 to 1. */
export interface TimesPart extends Part {
  readonly rows: readonly TimesRow[];
}
export interface TimesRow {
  readonly label: string;
  readonly number?: number;
  readonly from: number;
  readonly share: number;
  readonly value: string;
  readonly state: 'pending' | 'running' | 'done' | 'cached' | 'failed';
  /** The line of the artifact that it belongs to, from 1. */
  readonly line?: number;
  /** What a screen reader says, and what the mouse shows. */
  readonly words: string;
}

export interface CheckItem {
  readonly passed: boolean;
  readonly words: string;
  readonly check: string;
  readonly detail: string;
}

export interface RepairItem {
  readonly rule: string;
  readonly reason: string;
}

/** `quote`: a person's or a model's own words. */
export interface DetailRow {
  readonly name: string;
  readonly value: string;
  readonly code?: true;
  readonly quote?: string;
}

/** What the details view said; undefined for anything else, which is not answered. */
export function fromDetails(message: unknown): FromDetails | undefined {
  const { type, action, line } = fields(message);
  if (type === 'ready') return { type };
  if (type === 'do' && isAction(action)) return { type, action };
  if (type === 'line' && Number.isSafeInteger(line) && Number(line) > 0) return { type, line: Number(line) };
  return undefined;
}

/** What the extension said. It is of the same build as the view, so its shape is taken as it is. */
export function toDetails(message: unknown): ToDetails | undefined {
  return fields(message).type === 'show' ? (message as ToDetails) : undefined;
}

/** The attempt that a view kept; undefined when it kept something else. */
export function keptName(state: unknown): AttemptName | undefined {
  const { run, step, attempt } = fields(fields(state).name);
  if (typeof run !== 'string' || typeof step !== 'string') return undefined;
  return Number.isSafeInteger(attempt) && Number(attempt) > 0
    ? { run, step, attempt: Number(attempt) }
    : undefined;
}

function isAction(value: unknown): value is Action {
  return ACTIONS.some(action => action === value);
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
