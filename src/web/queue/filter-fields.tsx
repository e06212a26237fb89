import { useEffect, useRef } from 'preact/hooks';
import type { Facet } from '../../review/counts.js';
import { number, reasonWords, statusWords } from '../wording.js';
import { counts } from './counts.js';
import { type FilterName, filter, orderWords, setFilter } from './filter.js';
import { levelWords } from './filter-text.js';

/** All filters; a change takes effect at once and is kept in the page's address. */
export function FilterFields() {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('select')?.focus(), []);
  return (
    <form id="filter-fields" ref={form} class="filter-fields" onSubmit={(event) => event.preventDefault()}>
      <Choose name="status" label="Status" any="Waiting" leaveOut="pending" words={statusWords} />
      <Choose name="family" label="Family" any="Any family" />
      <Choose name="finish" label="Finish" any="Any finish" />
      <Choose name="reason" label="Reason" any="Any reason" words={shortReasons} />
      <Choose name="level" label="Answer level" any="Any level" words={levelWords} />
      <Choose name="model" label="Model" any="Any model" />
      <Field name="make" label="Make" placeholder="Any make" />
      <fieldset>
        <legend>Confidence</legend>
        <Field name="minConfidence" label="from" most={1} placeholder="0" />
        <Field name="maxConfidence" label="to" most={1} placeholder="1" />
      </fieldset>
      <fieldset>
        <legend>Age in days</legend>
        <Field name="minAgeDays" label="from" most={36_500} placeholder="0" />
        <Field name="maxAgeDays" label="to" most={36_500} placeholder="any" />
      </fieldset>
      <label>
        <span>Order</span>
        <select
          value={filter.value.order ?? 'doubtful'}
          onChange={(event) => setFilter({ order: event.currentTarget.value })}
        >
          {Object.entries(orderWords).map(([order, text]) => (
            <option key={order} value={order}>
              {text}
            </option>
          ))}
        </select>
      </label>
    </form>
  );
}

const shortReasons: Record<string, string> = Object.fromEntries(
  Object.entries(reasonWords).map(([reason, { short }]) => [reason, short]),
);

/** A filter with its possible values, and how many suggestions each matches. */
function Choose(props: {
  name: FilterName & Facet;
  label: string;
  any: string;
  leaveOut?: string;
  words?: Record<string, string>;
}) {
  const { name, label, any, leaveOut, words = {} } = props;
  const chosen = filter.value[name] ?? '';
  const facet = counts.value?.facets[name] ?? [];
  const offered = facet.filter(({ value }) => value !== leaveOut);
  // A value from the address is listed even if no suggestion has it.
  const missing = chosen && !offered.some(({ value }) => value === chosen);
  return (
    <label>
      <span>{label}</span>
      <select value={chosen} onChange={(event) => setFilter({ [name]: event.currentTarget.value })}>
        <option value="">{any}</option>
        {missing && <option value={chosen}>{words[chosen] ?? chosen}</option>}
        {offered.map(({ value, count }) => (
          <option key={value} value={value}>
            {words[value] ?? value} ({number(count)})
          </option>
        ))}
      </select>
    </label>
  );
}

function Field(props: { name: FilterName; label: string; placeholder: string; most?: number }) {
  const { name, label, placeholder, most } = props;
  const id = `filter-${name}`;
  return (
    <label for={id}>
      <span>{label}</span>
      <input
        id={id}
        inputMode={most === undefined ? 'text' : 'decimal'}
        placeholder={placeholder}
        value={filter.value[name] ?? ''}
        onChange={({ currentTarget: input }) => {
          const isValid = most === undefined || (Number(input.value) >= 0 && Number(input.value) <= most);
          input.setCustomValidity(isValid ? '' : `Enter a number from 0 to ${most}.`);
          if (input.reportValidity()) setFilter({ [name]: input.value });
        }}
      />
    </label>
  );
}
