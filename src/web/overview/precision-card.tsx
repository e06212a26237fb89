import type { Overview } from '../api/overview.js';
import { number, percent, percents } from '../wording.js';
import { Card } from './card.js';
import { FigureTable } from './figure-table.js';

type Level = NonNullable<Overview['liveModel']>['levels'][number];

const seenWords: Record<Level['seen'], string> = {
  shown: 'Suggestion shown',
  blind: 'Blind check',
  bulk: 'Accepted in bulk',
};

/** How often reviewers agree with the live model. */
export function PrecisionCard({ model }: { model: Overview['liveModel'] }) {
  if (!model) {
    return (
      <Card name="Live model">
        <p>
          No model is live. Make one live with <code>honeyburst models promote NAME</code>.
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
        {backbone} on {engine}, reviewed {number(reviewed)} times
      </p>
      {levels.length > 0 && (
        <FigureTable
          caption="Precision according to reviewers"
          headings={['Level', 'Reviewed', 'Precision', '95 % interval', 'Decisions']}
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
