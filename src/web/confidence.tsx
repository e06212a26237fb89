import { percent } from './wording.js';

/** A share from 0 to 1 as a bar and as a number. */
export function Confidence({ share, of = 'confidence' }: { share: number; of?: string }) {
  return (
    <span class="confidence">
      <span class="bar" aria-hidden="true">
        <span style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
      </span>
      <span class="figure">
        {percent(share)}
        <span class="unseen"> {of}</span>
      </span>
    </span>
  );
}
