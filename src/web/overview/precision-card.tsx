import type { Overview } from '../api/overview.js';
import { number, percent, percents } from '../wording.js';
import { Card } from './card.js';

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
        <div class="scroll">
          <table>
            <caption class="unseen">Precision by reviews</caption>
            <thead>
              <tr>
                <th scope="col">Level</th>
                <th scope="col" class="text">
                  Decided
                </th>
                <th scope="col">Precision</th>
                <th scope="col">95 % sure</th>
                <th scope="col">Decisions</th>
              </tr>
            </thead>
            <tbody>
              {levels.map(({ level, seen, precision, low, high, decisions }) => (
                <tr key={`${level}/${seen}`}>
                  <th scope="row">{level}</th>
                  <td class="text">{seenWords[seen]}</td>
                  <td>{percent(precision)}</td>
                  <td>{percents(low, high)}</td>
                  <td>{number(decisions)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
