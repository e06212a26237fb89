import { words } from './word-list.js';

/** Shades, and colours that belong to no one family. Next to a name they make it another, longer name. */
export const shades = words(`
  light dark bright deep pale pastel metallic sparkle sparkly pearl pearlescent flake trans see through neon
  vintage aged faded clear colorful amber blonde copper bronze charcoal beige peach salmon turq flat iridescent
  fade warm cool medium pure
  dunkel hell helles metallise fonce clair nacre perle claro oscuro metalizado perlado chiaro scuro metallizzato
  perlato donker licht mork ljus escuro metalico perola brillante lucido
`);

/** Shades that say how worn or how glossy a finish is, and leave it the same one: Faded Cherry Sunburst. */
export const conditions = words(`
  vintage aged faded flat clear washed worn warm true classic
`);

/** Shades that a following noun needs no colour for: light relic, clear coat. */
export const conditionNouns = words('relic reliced relicd aged aging ageing wear checking weight coat');

/** Words after a name which make it another, longer name. */
export const extensions = words(`
  burst sunburst sparkle flake metalflake metal metallic pearl fade crackle swirl tiger stain firemist mist frost marble
  splatter holoflake holo quilt
`);

/** Names that are names of models or other things too, and count only at an end of a phrase: `…, Platinum`. */
export const endOnly = words(`
  platinum smoke slate stone honey champagne coffee rust obsidian grape camo leopard zebra holographic chameleon
  umbra cinnamon espresso chestnut mocha merlot violet amber copper bronze charcoal graffiti emerald jade ruby
  crimson aqua teal turquoise plum tangerine umbra titanium tungsten pewter
`);

/** Colour words that are common words too, and say a colour only after a label such as `color`. */
export const labelledOnly = words(`
  rose viola mint wood wooden tan lime or mor gri cam vang nau bac xam tim hong trang vita rode blank morado
  morada
`);
