import './style/icons.css';
import type { AttemptView } from './messages.ts';

/** Drawn like the icons of the tree, in 16 by 16; the words beside them say the same. */
const MARKS: Readonly<Record<AttemptView['status'], string>> = {
  running: '',
  waiting: 'M8 4.5v4M8 11v.5',
  succeeded: 'M5 8.2l2.1 2.1L11 6.2',
  failed: 'M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6',
  interrupted: 'M6.4 5.6v4.8M9.6 5.6v4.8',
  cancelled: 'M4 12l8-8',
};

export function StatusIcon({ status }: { status: AttemptView['status'] }) {
  return (
    <svg class={`status-icon ${status}`} viewBox="0 0 16 16" aria-hidden="true">
      {status === 'running' && <circle class="track" cx="8" cy="8" r="6.3" />}
      {status === 'running' ? <path d="M8 1.7a6.3 6.3 0 0 1 6.3 6.3" /> : <circle cx="8" cy="8" r="6.3" />}
      <path d={MARKS[status]} />
    </svg>
  );
}

export function Chevron({ to }: { to: 'left' | 'right' }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path d={to === 'left' ? 'M10 3.5L5.5 8l4.5 4.5' : 'M6 3.5L10.5 8 6 12.5'} />
    </svg>
  );
}

export function Mark({ passed }: { passed: boolean }) {
  return (
    <svg class={`mark ${passed ? 'succeeded' : 'failed'}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={passed ? 'M3 8.5l3.2 3.2L13 4.8' : 'M4 4l8 8M12 4l-8 8'} />
    </svg>
  );
}
