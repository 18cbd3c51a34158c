import './style/facts.css';
import { Mark } from './icons.tsx';
import type { CheckItem, DetailRow, RepairItem } from './messages.ts';

export function Checks({ items }: { items: readonly CheckItem[] }) {
  return (
    <ul class="checks">
      {items.map(({ check, passed, words, detail }) => (
        <li key={check}>
          <Mark passed={passed} />
          <span>
            <span class="hidden">{words}: </span>
            <span class="code">{check}</span>
            {detail !== '' && <span class="note">{detail}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function Repairs({ items }: { items: readonly RepairItem[] }) {
  return (
    <dl class="pairs">
      {items.map(({ rule, reason }, index) => (
        <div key={index}>
          <dt class="code">{rule}</dt>
          <dd>{reason}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Details({ rows }: { rows: readonly DetailRow[] }) {
  return (
    <dl class="pairs">
      {rows.map(({ name, value, code, quote }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <span class={code && 'code'}>{value}</span>
            {quote && <blockquote>{quote}</blockquote>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
