import type { Interval } from '../learning/evaluation/interval.js';
import { type Html, html } from './html.js';

/** `92.3 %` */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** `90.1 to 94.2 %` */
export function interval({ low, high }: Interval): string {
  return `${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)} %`;
}

/** A share with its interval in small print. */
export function percentWithInterval(share: number, range: Interval): Html {
  return html`${percent(share)} <small>${interval(range)}</small>`;
}

/** `23.4 ms` or `1.23 s` */
export function duration(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** `17.5 MB`, where a megabyte is a million bytes. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** `5700`: two digits, because a forecast is no more precise; `countless` if no number of photos is enough. */
export function photosNeeded(count: number | null): string {
  return count === null ? 'countless' : String(Number(count.toPrecision(2)));
}

/** `48 s` or `4.2 min` */
export function minutes(seconds: number): string {
  return seconds < 100 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(1)} min`;
}
