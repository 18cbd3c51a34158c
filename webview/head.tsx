import './style/head.css';
import { ActionButton } from './actionButton.tsx';
import { Chevron, StatusIcon } from './icons.tsx';
import type { AttemptView } from './messages.ts';

/** What it is, how it ended or where it stands, and what can be done with it. */
export function Head({ view }: { view: AttemptView }) {
  const { status, plan, heading, state, facts, summary, notice, metrics } = view;
  return (
    <div class="head">
      {notice && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      <div class="place">
        <span class="plan">{plan}</span>
        <nav>
          <ActionButton button={view.previous}>
            <Chevron to="left" />
          </ActionButton>
          <span class="position">{view.position}</span>
          <ActionButton button={view.next}>
            <Chevron to="right" />
          </ActionButton>
        </nav>
      </div>
      <div class="verdict">
        <StatusIcon status={status} />
        <h1>{heading}</h1>
        <p class="facts">
          <strong class="state" aria-live="polite">
            {state}
          </strong>
          {facts.map(({ text, code, title }) => (
            <span key={text} class={code ? 'fact code' : 'fact'} title={title}>
              {text}
            </span>
          ))}
        </p>
      </div>
      {summary && <p class="summary">{summary}</p>}
      {metrics.length > 0 && (
        <dl class="metrics">
          {metrics.map(({ name, value, unit }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {value}
                {unit && <span class="unit">{unit}</span>}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <div class="buttons">
        {view.buttons.map(button => (
          <ActionButton key={button.action} button={button} />
        ))}
      </div>
    </div>
  );
}
