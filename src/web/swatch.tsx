/** A spot of a typical colour, or of several from centre to edge, next to its name; hatched if none is known. */
export function Swatch(props: { colour: readonly string[] | null; size?: 'small' | 'large' }) {
  const { colour, size = 'small' } = props;
  const background =
    colour && (colour.length === 1 ? colour[0]! : `radial-gradient(closest-side, ${colour.join(', ')})`);
  return (
    <span
      class={`swatch ${size} ${background ? '' : 'unknown'}`}
      style={background ? { background } : {}}
      aria-hidden="true"
    />
  );
}
