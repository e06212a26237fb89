import { createCues } from './cues.js';

/** Words before a name which say that the guitar does not have this finish, or only resembles one that has. */
export const negations = createCues(`
  not|isnt|its not|is not|never|no|neither|nor|instead of|rather than|unlike|except|other than|than|like|similar to|almost|near|faux|resembling|no longer|not in|not the
  nicht|kein|keine|keinen|nie|statt|anstatt|ausser|wie|ähnlich|nicht mehr
  pas|jamais|au lieu de|sauf|comme|plus de|ni
  nunca|en vez de|en lugar de|como|excepto|no es
  non|mai|invece di|invece del|tranne|come
  não|em vez de|exceto
  niet|geen|nooit|in plaats van|behalve|zoals
  inte|ej|aldrig|istället för|i stället för|förutom|ikke|aldrig|i stedet for
  nie|nigdy|zamiast|oprócz
`);
