import { describe, expect, it } from 'vitest';
import { reasonStrengths, suspicionOf } from '../../src/suggestion/reason-strength.js';

const of = {
  seen: { level: 'finish', family: 'red', finish: 'cherry', confidence: 0.93 },
  named: { finish: 'black', family: 'black' },
  unusual: 0.0015,
  weights: { familyRight: 0.99, finishRight: 0.98 },
} as const;

describe('the strength of a reason', () => {
  it('is the confidence of what contradicts the stated finish', () => {
    expect(reasonStrengths(['contradicts_photo', 'contradicts_text', 'unusual_for_model'], of)).toEqual({
      contradicts_photo: 0.93,
      contradicts_text: 0.9702,
      unusual_for_model: 0.75,
    });
    const family = { ...of, named: { finish: null, family: 'black' } };
    expect(reasonStrengths(['contradicts_text'], family)).toEqual({ contradicts_text: 0.99 });
  });

  it('is 1 for facts, which are no suspicion', () => {
    const strengths = reasonStrengths(['missing', 'no_body'], of);
    expect(strengths).toEqual({ missing: 1, no_body: 1 });
    expect(suspicionOf(strengths)).toBe(0);
  });

  it('of the strongest suspicion orders the queue', () => {
    expect(suspicionOf({ contradicts_photo: 0.9, unusual_for_model: 0.4, vague: 1 })).toBe(0.9);
  });
});
