import type { ContractTest } from '../../learning/evaluation/contract-test.js';
import { evidences, type ListingFigures } from '../../learning/evaluation/evaluate-listings.js';
import type { Estimate } from '../../learning/evaluation/interval.js';
import type { EvaluatedListings } from '../evaluate-listings.js';
import { formatTable, percent } from './table.js';

/** An evaluation of listings as text for a terminal. */
export function listingEvaluationText(evaluation: EvaluatedListings): string {
  const { model, listings, catalogue, failedPhotos, byEvidence, byPhotos } = evaluation;
  return [
    `${model} on ${listings} listings, with ${catalogue} listings counted in the catalogue; brackets hold 95 % intervals`,
    '',
    formatTable(
      ['evidence', ...headings],
      evidences.map((kind) => [kind, ...row(byEvidence[kind])]),
    ),
    '',
    formatTable(
      ['photos that count', 'listings', ...headings],
      byPhotos.map(({ photos, figures }) => [photos, figures.listings, ...row(figures)]),
    ),
    '',
    'contract: whether the finishes named are right in 95 %, with 95 % confidence (exact binomial test)',
    ...(failedPhotos > 0 ? [`${failedPhotos} photos could not be fetched or read`] : []),
    ...evaluation.leftOut.slice(0, mostShown).map((problem) => `left out: ${problem}`),
  ].join('\n');
}

const mostShown = 10;
const headings = ['family', 'finish', 'named', 'right', 'one of 2 or 3', 'right', 'contract'];

function row({ family, finish, named, either, contract }: ListingFigures): string[] {
  return [
    percent(family.value),
    percent(finish.value),
    percent(named.share),
    named.share === 0 ? '-' : withRange(named.right),
    percent(either.share),
    either.share === 0 ? '-' : percent(either.right.value),
    named.share === 0 ? '-' : contractText(contract),
  ];
}

/** `not shown` is not `broken`: fewer than 59 answers show nothing. */
export function contractText({ holds, pValue }: ContractTest): string {
  return holds ? 'holds' : `not shown (p ${pValue.toFixed(2)})`;
}

function withRange({ value, interval: { low, high } }: Estimate): string {
  return `${percent(value)} (${(low * 100).toFixed(1)}-${(high * 100).toFixed(1)})`;
}
