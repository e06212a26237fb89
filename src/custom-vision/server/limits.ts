import type { TierName } from '../../config/serve.js';

/** Calls per second are counted for each key and class. */
export type OperationClass = 'predictStored' | 'predictNoStore' | 'train' | 'other';

export interface TierLimits {
  name: TierName;
  projects: number;
  imagesPerProject: number;
  tagsPerProject: number;
  iterationsPerProject: number;
  callsPerSecond: Readonly<Record<OperationClass, number>>;
  /** Calls are counted over this time, so that as many seconds' worth may come at once. */
  burstSeconds: number;
}

const none = Number.POSITIVE_INFINITY;

/**
 * Source: Microsoft's "Limits and quotas", as of 2025-01-22. The bursts are our choice: Microsoft's quickstart sends 20
 * photos at once, right after it has made a project and its tags, and waits between photos only for F0.
 */
export const tiers: Readonly<Record<TierName, TierLimits>> = {
  F0: {
    name: 'F0',
    projects: 2,
    imagesPerProject: 5_000,
    tagsPerProject: 50,
    iterationsPerProject: 20,
    callsPerSecond: { predictStored: 2, predictNoStore: 2, train: 2, other: 10 },
    burstSeconds: 1,
  },
  S0: {
    name: 'S0',
    projects: 100,
    imagesPerProject: 100_000,
    tagsPerProject: 500,
    iterationsPerProject: 20,
    callsPerSecond: { predictStored: 10, predictNoStore: 20, train: 10, other: 10 },
    burstSeconds: 3,
  },
  unlimited: {
    name: 'unlimited',
    projects: none,
    imagesPerProject: none,
    tagsPerProject: none,
    iterationsPerProject: none,
    callsPerSecond: { predictStored: none, predictNoStore: none, train: none, other: none },
    burstSeconds: 1,
  },
};

/** Limits of every tier. */
export const trainingImageBytes = 6 * 1024 * 1024;
export const predictionImageBytes = 4 * 1024 * 1024;
export const leastImagesPerTag = 5;
export const tagsPerImage = 100;
export const mostImageSide = 10_240;
export const mostAspectRatio = 25;
