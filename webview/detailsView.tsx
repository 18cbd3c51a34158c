import { CauseLines } from './causeLines.tsx';
import { ChangeCounts, ChangeLines } from './changeLines.tsx';
import { Checks, Details, Repairs } from './facts.tsx';
import { Head } from './head.tsx';
import type { AttemptView, NothingView } from './messages.ts';
import { Section } from './section.tsx';
import { Times } from './times.tsx';

export function DetailsView({ view }: { view: AttemptView | NothingView }) {
  if (view.is === 'nothing') return <main class="nothing">{view.words}</main>;
  const { cause, change, stages, instructions, checks, repairs, details } = view;
  return (
    <main key={view.key} class={`is-${view.status}`}>
      <Head view={view} />
      {cause && (
        <Section part={cause}>
          <CauseLines part={cause} />
        </Section>
      )}
      {change && (
        <Section part={change} aside={<ChangeCounts part={change} />}>
          <ChangeLines part={change} />
        </Section>
      )}
      <Section part={stages}>
        <Times part={stages} />
      </Section>
      {instructions && (
        <Section part={instructions}>
          <Times part={instructions} code />
        </Section>
      )}
      {checks && (
        <Section part={checks}>
          <Checks items={checks.items} />
        </Section>
      )}
      {repairs && (
        <Section part={repairs}>
          <Repairs items={repairs.items} />
        </Section>
      )}
      <Section part={details}>
        <Details rows={details.rows} />
      </Section>
    </main>
  );
}
