import { time } from '../wording.js';

/** Says who decided first; `details` come from the service's answer. */
export function describeConflict(details: Readonly<Record<string, unknown>>): string {
  const { by, at, decision } = details;
  const finish = details.finishName ?? details.finish ?? details.family;
  if (typeof by !== 'string') return 'A newer suggestion has replaced this one.';
  const what = {
    accepted: 'accepted it',
    edited: typeof finish === 'string' ? `chose ${finish}` : 'changed it',
    rejected: 'rejected it',
    undone: 'undid a decision on it',
  }[String(decision)];
  const when = typeof at === 'string' ? ` on ${time(at)}` : '';
  return `${by} was quicker and ${what ?? 'decided it'}${when}.`;
}
