import { z } from 'zod';
import { setting } from './setting.js';
import { flag, share } from './value.js';

export const review = z
  .object({
    blindShare: setting(
      'REVIEW_BLIND_SHARE',
      share.default(0.05),
      'Share of suggestions that reviewers first see without the suggested finish, 0 to 1.',
    ),
    writeBack: setting(
      'REVIEW_WRITE_BACK',
      flag,
      "Whether a decision writes the finish's name to `listing.finish`; undo restores what was there.",
    ),
  })
  .describe('Review');
