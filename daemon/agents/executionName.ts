import type { Owner } from '../platforms/platform.ts';

/**
 * The name an execution has in its engine: the same for the same attempt, and a valid Kubernetes object name
 * (RFC 1123 label, at most 63 characters).
 */
export function executionName(owner: Owner): string {
  const step = owner.step.slice(0, 24).replace(/-+$/u, '');
  return `fractale-${owner.run}-${step}-${owner.attempt}`.toLowerCase();
}
