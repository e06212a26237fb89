/** What a person does from nothing to the first answer of a model trained on their photos. */
export interface Setup {
  of: string;
  steps: readonly string[];
}

const install = 'npm install';

/** Counted as the study counted them: what cannot be scripted, and each command and setting once. */
export const localSetup: Setup = {
  of: 'computed here',
  steps: [install, 'honeyburst train DATASET --name NAME', 'honeyburst classify PHOTO --model NAME'],
};

export const customVisionSetup: Setup = {
  of: 'computed by Custom Vision',
  steps: [
    'an Azure account with a subscription, or a server that speaks the protocol',
    'make a training resource',
    'make a prediction resource',
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
