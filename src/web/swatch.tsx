/** A spot of the typical colour beside a name; hatched if no colour is known. */
export function Swatch({ colour, size = 'small' }: { colour: string | null; size?: 'small' | 'large' }) {
  return (
    <span
      class={`swatch ${size} ${colour ? '' : 'unknown'}`}
      style={colour ? { backgroundColor: colour } : {}}
      aria-hidden="true"
    />
  );
}
