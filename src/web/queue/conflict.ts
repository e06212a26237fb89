import { time } from '../wording.js';

/** Says kindly who was quicker: `details` are those of the refusal. */
export function describeConflict(details: Readonly<Record<string, unknown>>): string {
  const { by, at, decision } = details;
  const finish = details.finishName ?? details.finish ?? details.family;
  if (typeof by !== 'string') return 'A newer suggestion has taken its place.';
  const what = {
    accepted: 'accepted it',
    edited: typeof finish === 'string' ? `chose ${finish}` : 'changed it',
    rejected: 'rejected it',
    undone: 'took a decision on it back',
  }[String(decision)];
  const when = typeof at === 'string' ? ` on ${time(at)}` : '';
  return `${by} was quicker and ${what ?? 'decided it'}${when}.`;
}
