import './style/times.css';
import { editor } from './editor.ts';
import type { TimesPart, TimesRow } from './messages.ts';

export function Times({ part, code = false }: { part: TimesPart; code?: boolean }) {
  return (
    <ul class={code ? 'times code' : 'times'}>
      {part.rows.map((row, index) => (
        <li key={index} class={row.state}>
          <Row row={row} />
        </li>
      ))}
    </ul>
  );
}

function Row({ row }: { row: TimesRow }) {
  const { line, words } = row;
  if (line === undefined)
    return (
      <div class="row" role="img" aria-label={words} title={row.label === '' ? undefined : words}>
        <Cells row={row} />
      </div>
    );
  return (
    <button
      type="button"
      class="row"
      aria-label={words}
      title={words}
      onClick={() => editor.say({ type: 'line', line })}
    >
      <Cells row={row} />
    </button>
  );
}

function Cells({ row: { number, label, from, share, value, state } }: { row: TimesRow }) {
  const percent = (part: number) => `${(part * 100).toFixed(2)}%`;
  return (
    <>
      {number !== undefined && <span class="number">{number}</span>}
      <span class="label">{label}</span>
      <span class="bar">
        {state !== 'pending' && <span style={{ left: percent(from), width: percent(share) }} />}
      </span>
      <span class="value">{value}</span>
    </>
  );
}
