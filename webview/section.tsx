import './style/section.css';
import type { ComponentChildren } from 'preact';
import { ActionLink } from './actionButton.tsx';
import type { Part } from './messages.ts';

interface SectionProps {
  readonly part: Part;
  /** Stands beside the title. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A part of the view under its title. */
export function Section({ part, aside, children }: SectionProps) {
  return (
    <section aria-label={part.title}>
      <header>
        <h2>{part.title}</h2>
        {aside}
        {part.note && <span class="note">{part.note}</span>}
        {part.button && <ActionLink button={part.button} of={part.title} />}
      </header>
      {children}
    </section>
  );
}
