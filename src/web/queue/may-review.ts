import { computed } from '@preact/signals';
import { session } from '../session.js';

/** Analysts look on. */
export const mayReview = computed(
  () => session.value?.role === 'admin' || session.value?.role === 'reviewer',
);
