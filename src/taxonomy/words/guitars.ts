import { words } from './word-list.js';

/** What a guitar is called: in a description, a colour word before one of these is the guitar's. */
export const guitars = words(`
  guitar guitars bass strat stratocaster tele telecaster jazzmaster jaguar mustang duosonic lp lespaul paul sg explorer
  firebird es335 es-335 335 flying v precision pbass jbass p-bass j-bass superstrat dreadnought acoustic hollowbody
  semi semihollow axe jet duojet casino instrument beauty gitarre gitarren e-gitarre westerngitarre guitare guitarra chitarra gitaar gitarr
  gitara basse bajo basso baixo bas finish finishes version model lackierung finition acabado finitura ギター ベース 吉他
`);
