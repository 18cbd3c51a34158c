import './style/block.css';
import './style/change.css';
import type { ChangeLine, ChangePart } from './messages.ts';

const SIGNS: Readonly<Record<ChangeLine['kind'], string>> = { same: ' ', added: '+', removed: '−', gap: '⋯' };

/** `+5 −0`. */
export function ChangeCounts({ part: { added, removed, words } }: { part: ChangePart }) {
  return (
    <span class="counts">
      <span aria-hidden="true">
        <span class="added">+{added}</span> <span class="removed">−{removed}</span>
      </span>
      <span class="hidden">{words}</span>
    </span>
  );
}

export function ChangeLines({ part: { words, lines, more } }: { part: ChangePart }) {
  if (lines.length === 0) return <p class="words">{words}</p>;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must be able to */}
      <pre class="change" tabIndex={0}>
        <span class="wide">
          {lines.map((line, index) => (
            <span key={index} class={`line ${line.kind}`}>
              <span class="number">{line.before}</span>
              <span class="number">{line.after}</span>
              <span class="sign">{SIGNS[line.kind]}</span>
              {line.text}
              {'\n'}
            </span>
          ))}
        </span>
      </pre>
      {more && <p class="words">{more}</p>}
    </>
  );
}
