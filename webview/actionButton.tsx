import './style/buttons.css';
import type { ComponentChildren } from 'preact';
import { editor } from './editor.ts';
import type { Button } from './messages.ts';

/** Stays reachable by the keyboard when it is off, so that its reason can be heard. */
export function ActionButton({ button, children }: { button: Button; children?: ComponentChildren }) {
  const { action, label, off, primary } = button;
  const kind = children ? 'icon-button' : primary ? 'button primary' : 'button';
  return (
    <button
      type="button"
      class={kind}
      aria-disabled={off !== undefined}
      aria-label={off === undefined ? label : `${label}: ${off}`}
      title={off ?? (children ? label : undefined)}
      onClick={() => off ?? editor.say({ type: 'do', action })}
    >
      {children ?? label}
    </button>
  );
}

/** A button that looks like a link, beside a title that says what it is about. */
export function ActionLink({ button, of }: { button: Button; of: string }) {
  const { action, label } = button;
  return (
    <button
      type="button"
      class="link"
      aria-label={`${label}: ${of}`}
      onClick={() => editor.say({ type: 'do', action })}
    >
      {label}
    </button>
  );
}
