import type { Owner } from '../platform.ts';
import { isObject } from './dockerConfig.ts';

const HOME = 'dev.fractale.home';
const RUN = 'dev.fractale.run';
const STEP = 'dev.fractale.step';
const ATTEMPT = 'dev.fractale.attempt';

/** The labels that say whose an image or a container is. */
export function ownerLabels(owner: Owner): Record<string, string> {
  return { [HOME]: owner.home, [RUN]: owner.run, [STEP]: owner.step, [ATTEMPT]: String(owner.attempt) };
}

/** Reads an owner back; undefined for what is not Fractale's. */
export function ownerOf(labels: unknown): Owner | undefined {
  if (!isObject(labels)) return undefined;
  const { [HOME]: home, [RUN]: run, [STEP]: step, [ATTEMPT]: attempt } = labels;
  if (typeof home !== 'string' || typeof run !== 'string' || typeof step !== 'string') return undefined;
  const number = Number(attempt);
  return Number.isInteger(number) ? { home, run, step, attempt: number } : undefined;
}

export function sameOwner(a: Owner | undefined, b: Owner): boolean {
  return a?.home === b.home && a.run === b.run && a.step === b.step && a.attempt === b.attempt;
}

/** The `filters` query that finds an owner's objects. */
export function ownerFilter(owner: Owner): string {
  const label = Object.entries(ownerLabels(owner)).map(([name, value]) => `${name}=${value}`);
  return JSON.stringify({ label });
}

export function homeFilter(home: string): string {
  return JSON.stringify({ label: [`${HOME}=${home}`] });
}
