import { dialog, openDialog } from '../dialog/open-dialog.js';
import { Icon } from '../icon.js';
import { clearFilter, type FilterName, filter, setFilter } from './filter.js';
import { FilterFields } from './filter-fields.js';
import { filterText } from './filter-text.js';
import { areFiltersOpen, toggleFilters } from './filters-open.js';
import { entries } from './store.js';

/** The active filters, and the form to change them. */
export function FilterBar() {
  const { order: _, ...used } = filter.value;
  const chips = (Object.entries(used) as [FilterName, string][]).filter(([, value]) => value !== 'pending');
  return (
    <section class="filters" aria-label="Filters">
      <button
        type="button"
        class="quiet queue-button"
        aria-expanded={dialog.value === 'queue'}
        onClick={() => openDialog('queue')}
      >
        <Icon name="list" /> Queue<span class="unseen">, {entries.value.length} loaded</span>
      </button>
      <button
        type="button"
        class="quiet"
        aria-expanded={areFiltersOpen.value}
        aria-controls="filter-fields"
        onClick={toggleFilters}
      >
        <Icon name="filter" /> Filters
      </button>
      <ul class="chips">
        {chips.map(([name, value]) => (
          <li key={name}>
            <button type="button" class="chip" onClick={() => setFilter({ [name]: '' })}>
              {filterText(name, value)}
              <span class="unseen">, remove this filter</span>
              <Icon name="reject" />
            </button>
          </li>
        ))}
        {chips.length > 1 && (
          <li>
            <button type="button" class="quiet" onClick={clearFilter}>
              Clear all
            </button>
          </li>
        )}
      </ul>
      {areFiltersOpen.value && <FilterFields />}
    </section>
  );
}
