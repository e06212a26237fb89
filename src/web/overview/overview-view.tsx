import { useEffect } from 'preact/hooks';
import { HelpDialog } from '../dialog/help-dialog.js';
import { dialog } from '../dialog/open-dialog.js';
import { listenToKeys } from '../keys.js';
import { NoticeBar } from '../notice-bar.js';
import { time } from '../wording.js';
import { CalibrationCard } from './calibration-card.js';
import { FailuresCard } from './failures-card.js';
import { LearningCard } from './learning-card.js';
import { LedgerCard } from './ledger-card.js';
import { PrecisionCard } from './precision-card.js';
import { ReviewersCard } from './reviewers-card.js';
import { failure, overview, watchOverview } from './state.js';
import { SuggestionsCard } from './suggestions-card.js';
import { ThroughputCard } from './throughput-card.js';

/** Progress of the work and quality of the live model at a glance. */
export function OverviewView() {
  useEffect(() => {
    document.title = 'Overview · Honeyburst';
    return watchOverview();
  }, []);
  useEffect(() => listenToKeys(['?']), []);
  const now = overview.value;
  return (
    <main class="overview">
      <header>
        <h1>Overview</h1>
        {now && <p class="soft">As of {time(now.at)}</p>}
        <NoticeBar />
        {failure.value && <p role="alert">{failure.value}</p>}
      </header>
      {now ? (
        <div class="cards">
          <LedgerCard ledger={now.ledger} />
          <ThroughputCard throughput={now.throughput} />
          <SuggestionsCard counts={now.suggestions} />
          <FailuresCard failures={now.failures} />
          <PrecisionCard model={now.liveModel} />
          <CalibrationCard model={now.liveModel} />
          <LearningCard points={now.learningCurve} />
          <ReviewersCard reviewers={now.reviewersToday} />
        </div>
      ) : (
        !failure.value && <p aria-busy="true">Loading …</p>
      )}
      {dialog.value === 'help' && <HelpDialog />}
    </main>
  );
}
