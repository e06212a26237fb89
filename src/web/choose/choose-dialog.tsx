import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { explain } from '../api/problem.js';
import { readTaxonomy, readWords } from '../api/taxonomy.js';
import { Dialog } from '../dialog/dialog.js';
import { closeDialog } from '../dialog/open-dialog.js';
import { decideCurrent } from '../queue/decide-current.js';
import { current } from '../queue/store.js';
import { OptionRow } from './option-row.js';
import { type Option, searchFinishes, toOptions, withReading } from './search-finishes.js';

const listed = 30;

/** Type-ahead over the taxonomy. Before anything is typed it lists the model's candidates and the families. */
export function ChooseDialog() {
  const typed = useSignal('');
  // A blind check suggests nothing, not even by what is selected first.
  const active = useSignal(current.value?.item.blind ? -1 : 0);
  const all = useSignal<ReturnType<typeof toOptions>>([]);
  const failure = useSignal('');
  /** What the typed words mean, of the words that were typed last. */
  const reading = useSignal<{ text: string; finish: string | null; family: string | null } | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const item = current.value?.item;

  useEffect(() => {
    input.current?.focus();
    readTaxonomy().then(
      (taxonomy) => {
        all.value = toOptions(taxonomy);
      },
      (error) => {
        failure.value = explain(error);
      },
    );
  }, []);
  useEffect(() => {
    const text = typed.value.trim();
    if (text.length < 2) return;
    // The list that the browser finds by itself stays if the server does not answer.
    const timer = setTimeout(() => {
      readWords(text.slice(0, 200)).then(
        ({ finish, family }) => {
          reading.value = { text, finish, family };
        },
        () => {},
      );
    }, 150);
    return () => clearTimeout(timer);
  }, [typed.value]);
  useEffect(() => {
    document.getElementById(`option-${active.value}`)?.scrollIntoView({ block: 'nearest' });
  }, [active.value]);

  const options = useMemo(() => {
    if (typed.value.trim()) {
      const found = searchFinishes(all.value, typed.value, listed);
      const read = reading.value;
      return read?.text === typed.value.trim() ? withReading(found, all.value, read) : found;
    }
    const bySlug = new Map(all.value.map(({ option }) => [`${option.kind}/${option.value}`, option]));
    const likely = (item?.alternatives ?? []).flatMap(({ finish, family }) => {
      const option = bySlug.get(finish ? `finish/${finish.label}` : `family/${family.label}`);
      return option ? [option] : [];
    });
    const families = all.value.map(({ option }) => option).filter(({ kind }) => kind === 'family');
    return [...new Set([...likely, ...families])];
  }, [typed.value, all.value, item, reading.value]);

  const choose = (option: Option | undefined) => {
    if (!option) return;
    closeDialog();
    const { kind, value, name } = option;
    decideCurrent(
      kind === 'finish' ? { decision: 'edited', finish: value } : { decision: 'edited', family: value },
      name,
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = options.length - 1;
    const moves: Record<string, number> = {
      ArrowDown: active.value === last ? 0 : active.value + 1,
      ArrowUp: active.value === 0 ? last : active.value - 1,
      PageDown: Math.min(last, active.value + 8),
      PageUp: Math.max(0, active.value - 8),
    };
    const to = moves[event.key];
    if (to !== undefined) active.value = Math.max(0, to);
    else if (event.key === 'Enter') choose(options[active.value]);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title="Choose a finish" class="choose">
      <label for="finish-search" class="unseen">
        Finish, other name or family
      </label>
      <input
        id="finish-search"
        ref={input}
        role="combobox"
        aria-expanded="true"
        aria-controls="finish-options"
        aria-autocomplete="list"
        aria-activedescendant={options[active.value] ? `option-${active.value}` : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder="Name, other name or family"
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
          active.value = 0;
        }}
        onKeyDown={onKeyDown}
      />
      <div id="finish-options" role="listbox" aria-label="Finishes and families" tabIndex={-1}>
        {options.map((option, index) => (
          <OptionRow
            key={`${option.kind}/${option.value}`}
            id={`option-${index}`}
            option={option}
            isActive={index === active.value}
            onChoose={() => choose(option)}
          />
        ))}
      </div>
      <p class="soft" role="status">
        {failure.value ||
          (options.length === 0 && typed.value
            ? 'No finish or family has this name.'
            : `${options.length} to choose from`)}
      </p>
    </Dialog>
  );
}
