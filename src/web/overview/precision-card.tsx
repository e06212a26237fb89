import type { Overview } from '../api/overview.js';
import { number, percent, percents } from '../wording.js';
import { Card } from './card.js';
import { FigureTable } from './figure-table.js';

type Level = NonNullable<Overview['liveModel']>['levels'][number];

const seenWords: Record<Level['seen'], string> = {
  shown: 'Suggestion seen',
  blind: 'Blind check',
  bulk: 'Accepted together',
};

/** How often reviewers agree with the live model. */
export function PrecisionCard({ model }: { model: Overview['liveModel'] }) {
  if (!model) {
    return (
      <Card name="Live model">
        <p>
          No model is live: <code>honeyburst models promote NAME</code> makes one so.
        </p>
      </Card>
    );
  }
  const { name, backbone, engine, reviewed, levels } = model;
  return (
    <Card name="Live model">
      <p class="headline">
        <b>{name}</b>
      </p>
      <p class="soft">
        {backbone} on {engine}, judged by {number(reviewed)} decisions
      </p>
      {levels.length > 0 && (
        <FigureTable
          caption="Precision by reviews"
          headings={['Level', 'Decided', 'Precision', '95 % sure', 'Decisions']}
          textColumn={1}
          rows={levels.map(({ level, seen, precision, low, high, decisions }) => ({
            key: `${level}/${seen}`,
            cells: [level, seenWords[seen], percent(precision), percents(low, high), number(decisions)],
          }))}
        />
      )}
    </Card>
  );
}
