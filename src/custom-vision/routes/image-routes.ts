import type { FastifyInstance } from 'fastify';
import { registerChangeImageRoutes } from './change-image-routes.js';
import type { VisionContext } from './context.js';
import { registerCreateImageRoutes } from './create-image-routes.js';
import { registerListImageRoutes } from './list-image-routes.js';
import { registerStoredPredictionRoutes } from './stored-prediction-routes.js';

/** Registers every operation of the training API on photos: those of projects and those of stored predictions. */
export function registerImageRoutes(app: FastifyInstance, context: VisionContext): void {
  registerCreateImageRoutes(app, context);
  registerListImageRoutes(app, context);
  registerChangeImageRoutes(app, context);
  registerStoredPredictionRoutes(app, context);
}
