import type { ComponentChildren } from 'preact';

/** A part of the overview under a heading of its own. */
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
