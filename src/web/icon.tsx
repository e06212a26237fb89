const paths = {
  accept: 'M4 12.5l5 5L20 6.5',
  choose: 'M4 20l1-4L16 5l3 3L8 19z',
  reject: 'M6 6l12 12M18 6L6 18',
  skip: 'M5 5l8 7-8 7zM18 5v14',
  undo: 'M9 5L4 10l5 5M4 10h10a6 6 0 010 12h-3',
  select: 'M4 4h16v16H4zM8 12l3 3 5-6',
  zoom: 'M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.5 15.5L21 21M10.5 7.5v6M7.5 10.5h6',
  help: 'M9 9a3 3 0 115 2.2c-1.3 1-2 1.5-2 3.3M12 18.5v.5',
  filter: 'M4 6h16M7 12h10M10 18h4',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  outside: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  warning: 'M12 3l10 18H2zM12 10v5M12 18v.5',
  blind: 'M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM4 20L20 4',
} as const;
export type IconName = keyof typeof paths;

/** A drawing; the text beside it says the same. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
