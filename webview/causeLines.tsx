import './style/block.css';
import './style/cause.css';
import type { CausePart } from './messages.ts';

export function CauseLines({ part }: { part: CausePart }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must be able to
    <pre class="cause" tabIndex={0}>
      {part.lines.map(({ text, kind }, index) => (
        <span key={index} class={`line ${kind}`}>
          {text}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}
