import { signal } from '@preact/signals';

export const areFiltersOpen = signal(false);

export function toggleFilters(): void {
  areFiltersOpen.value = !areFiltersOpen.value;
}
