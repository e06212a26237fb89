import type { ComponentChildren } from 'preact';

/** One part of the overview, with a heading. */
export function Card({
  name,
  wide,
  children,
}: {
  name: string;
  wide?: boolean;
  children: ComponentChildren;
}) {
  const id = `card-${name.toLowerCase().replaceAll(' ', '-')}`;
  return (
    <section class={`card ${wide ? 'wide' : ''}`} aria-labelledby={id}>
      <h2 id={id}>{name}</h2>
      {children}
    </section>
  );
}
