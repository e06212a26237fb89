import { number } from '../wording.js';

/** A number of seconds as text, in its largest one or two units. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${number(Math.floor(hours / 24))} d ${hours % 24} h`;
}
