import { z } from 'zod';

/**
 * Why a photo says nothing of the finish: it shows no body of a guitar, its colours cannot be told (a grey photo, sepia, a
 * single strong tint), or the same picture belongs to several guitars.
 */
export const photoReasonSchema = z.enum(['no_body', 'no_colour', 'repeated_photo']);
export type PhotoReason = z.infer<typeof photoReasonSchema>;
