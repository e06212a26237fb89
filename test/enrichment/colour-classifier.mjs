// A classifier that needs no model: plain JavaScript, as worker-process.mjs runs it outside vitest too.

const guitarFinishes = [
  { slug: 'black', family: 'black', rgb: [20, 20, 20] },
  { slug: 'olympic-white', family: 'white', rgb: [240, 235, 215] },
  { slug: 'fiesta-red', family: 'red', rgb: [220, 60, 50] },
  { slug: 'candy-apple-red', family: 'red', rgb: [140, 10, 20] },
  { slug: 'lake-placid-blue', family: 'blue', rgb: [40, 110, 180] },
];
const sharpness = 2000;

/** Names the finish whose colour is nearest to the mean colour, by default of five guitars; mid-grey shows no body. */
export function createColourClassifier(options = {}) {
  const finishes = options.finishes ?? guitarFinishes;
  const families = [...new Set(finishes.map(({ family }) => family))];
  return {
    model: options.model ?? 'colour',
    input: { kind: 'pixels', size: 32 },
    labels: {
      coarse: families,
      fine: finishes.map(({ slug, family }) => ({ label: slug, parent: family })),
    },
    thresholds: {
      coarse: Object.fromEntries(families.map((family) => [family, 0.7])),
      fine: Object.fromEntries(finishes.map(({ slug }) => [slug, 0.7])),
    },
    async classify(photos) {
      await options.onClassify?.(photos.length);
      return photos.map((photo) => toScores(meanColour(photo), finishes, families));
    },
    async close() {},
  };
}

function meanColour({ data, rows: { channels } }) {
  const sum = [0, 0, 0];
  let pixels = 0;
  for (let i = 0; i < data.length; i += channels) {
    if (channels === 4 && data[i + 3] === 0) continue;
    for (const channel of sum.keys()) sum[channel] += data[i + channel];
    pixels++;
  }
  return sum.map((value) => value / pixels);
}

function toScores(mean, finishes, families) {
  const likelihoods = finishes.map(({ rgb }) =>
    Math.exp(-rgb.reduce((sum, value, i) => sum + (value - mean[i]) ** 2, 0) / sharpness),
  );
  const total = likelihoods.reduce((sum, value) => sum + value, 1e-9);
  const probabilities = likelihoods.map((value) => (value + 1e-9 / finishes.length) / total);
  const grey = mean.every((value) => Math.abs(value - 128) < 8);
  return {
    coarse: Float32Array.from(families, (family) =>
      finishes.reduce((sum, finish, i) => (finish.family === family ? sum + probabilities[i] : sum), 0),
    ),
    fine: Float32Array.from(probabilities),
    bodyShare: grey ? 0 : 1,
  };
}
