/** A spot of a typical colour, beside its name; hatched where none is known. */
export function Swatch({ colour, size = 'small' }: { colour: string | null; size?: 'small' | 'large' }) {
  return (
    <span
      class={`swatch ${size} ${colour ? '' : 'unknown'}`}
      style={colour ? { backgroundColor: colour } : {}}
      aria-hidden="true"
    />
  );
}
