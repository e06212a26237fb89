/** What a person does from nothing to the first answer of a model that was trained on own photos. */
export interface Setup {
  of: string;
  steps: readonly string[];
}

const install = 'npm install';

/** Counted as the study counted them: what cannot be scripted, and each command and setting once. */
export const localSetup: Setup = {
  of: 'that runs on this machine',
  steps: [install, 'honeyburst train DATASET --name NAME', 'honeyburst classify PHOTO --model NAME'],
};

export const customVisionSetup: Setup = {
  of: 'at Custom Vision',
  steps: [
    'get an Azure account with a subscription, or a server that speaks the protocol',
    'create a training resource',
    'create a prediction resource',
    'set CUSTOM_VISION_ENDPOINT',
    'set CUSTOM_VISION_TRAINING_KEY',
    'set CUSTOM_VISION_PREDICTION_ENDPOINT',
    'set CUSTOM_VISION_PREDICTION_KEY',
    'set CUSTOM_VISION_PREDICTION_RESOURCE_ID',
    install,
    'honeyburst train DATASET --name NAME --engine custom-vision',
    'honeyburst classify PHOTO --model NAME',
  ],
};
