import type { TagEngine } from '../tags/tag-engine.js';

/** What trains and computes the server's models. It is all that the server knows of the room `tags`. */
export type Engine = Pick<TagEngine, 'train' | 'score' | 'exportOnnx' | 'close'>;
