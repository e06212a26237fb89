import { createCues } from './cues.js';

/** What begins a statement about another guitar. */
export const otherGuitars = createCues(`
  i also have|also have|we also have|i have another|also selling|also for sale|check out my|check my|my other|see my other|see my|another one in
  trade for|trades for|trade towards|swap for|swaps for|will trade|would trade|interested in|looking for|wanted|next to|pictured with|pictured next|goes well with
  matches my|sold my|selling my other|other guitars|the other|not included|compared to|reminds me of|in the background|replaces my|sister of|brother
  tausch gegen|tausche gegen|suche|ich habe auch|habe auch noch|ich habe noch|verkaufe auch|neben meiner|tausch mit
  échange contre|echange possible contre|cherche|j ai aussi|jai aussi|je vends aussi|à côté de ma
  cambio por|cambiaría por|cambiaria por|también tengo|también vendo|busco|junto a mi
  scambio con|cerco|ho anche|vendo anche|permuto con|accanto alla mia
  troco por|procuro|também tenho|também vendo
  ruilen voor|ruil voor|ruilen tegen|gezocht|ik heb ook|verkoop ook|naast mijn
  byter mot|byte mot|söker|jag har även|har också|säljer även|bytte til|bytter til|bytter med|søger|jeg har også
  zamienię na|zamiana na|szukam|mam też|sprzedam też
`);
