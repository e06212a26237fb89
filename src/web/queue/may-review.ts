import { computed } from '@preact/signals';
import { session } from '../session.js';

/** Whether the signed-in person may decide; analysts may only look. */
export const mayReview = computed(
  () => session.value?.role === 'admin' || session.value?.role === 'reviewer',
);
