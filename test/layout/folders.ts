/** A folder of src/, or a room of one: what it holds, and which other folders its files may import from. */
export interface Folder {
  folder: string;
  /** One sentence; docs/architecture.md shows the same one. */
  holds: string;
  /** Besides itself and the files that stand directly in src/. Types count. */
  mayImport: readonly string[];
  /** Whether it may import nothing but types from other folders. */
  typesOnly?: true;
}

/** In the order of the architecture: what a listing passes through, then what serves it, then what people use. */
export const folders: readonly Folder[] = [
  {
    folder: 'config',
    holds: 'Every setting, declared once in the room of its stage, and how the environment is read.',
    mayImport: [],
  },
  {
    folder: 'database',
    holds: 'The connection pool, transactions, migrations, the roles, and the embedded PostgreSQL server.',
    mayImport: [],
  },
  {
    folder: 'taxonomy',
    holds: 'The colour families and finishes, and what the words of a seller mean among them.',
    mayImport: ['database'],
  },
  {
    folder: 'listing',
    holds:
      "What a listing is, how it is imported and stored, and what the taxonomy makes of its seller's words.",
    mayImport: ['database', 'taxonomy'],
  },
  {
    folder: 'catalogue',
    holds:
      "What the marketplace's own listings teach: how often guitars of a maker, line and decade have a finish.",
    mayImport: ['database', 'taxonomy', 'listing'],
  },
  {
    folder: 'photo',
    holds: 'Fetching photos safely, decoding them and making them smaller: the only use of sharp on photos.',
    mayImport: [],
  },
  {
    folder: 'onnx',
    holds: 'Reading, building, upgrading and checking ONNX graphs.',
    mayImport: [],
  },
  {
    folder: 'tensorflow',
    holds: 'Computing ONNX graphs with TensorFlow.js.',
    mayImport: ['onnx'],
  },
  {
    folder: 'inference',
    holds: 'The thread pool that computes models with onnxruntime or TensorFlow.js.',
    mayImport: ['onnx', 'tensorflow'],
  },
  {
    folder: 'backbone',
    holds: 'Pretrained networks, and the feature extractors that are cut from them as ONNX graphs.',
    mayImport: ['onnx'],
  },
  {
    folder: 'classifier',
    holds:
      'The Classifier interface, model folders, the registry of models, and the classifier that runs locally.',
    mayImport: ['backbone', 'database', 'inference', 'onnx', 'photo'],
  },
  {
    folder: 'suggestion',
    holds: 'The rules that turn the scores of several photos and the words of a listing into one answer.',
    mayImport: ['catalogue', 'classifier', 'database', 'listing'],
  },
  {
    folder: 'review',
    holds: 'The queue that reviewers work through, their decisions, and what becomes of the decisions.',
    mayImport: ['classifier', 'database', 'listing', 'photo', 'suggestion', 'taxonomy'],
  },
  {
    folder: 'enrichment',
    holds: 'The ledger of work, and enrich.ts, which takes one listing through all stages.',
    mayImport: ['catalogue', 'classifier', 'database', 'listing', 'photo', 'suggestion', 'taxonomy'],
  },
  {
    folder: 'queue',
    holds: 'The job queue on Redis or PostgreSQL: the only use of BullMQ.',
    mayImport: ['database', 'enrichment'],
  },
  {
    folder: 'retention',
    holds: 'The rules by which old rows are pruned.',
    mayImport: ['database'],
  },
  {
    folder: 'analytics',
    holds: 'The overview for operators, and the export of the views for analysts.',
    mayImport: ['classifier', 'database', 'suggestion'],
  },
  {
    folder: 'learning',
    holds: 'Training a model from a dataset, from photos to a model folder; its rooms hold the parts.',
    mayImport: [
      'backbone',
      'classifier',
      'inference',
      'learning/calibration',
      'learning/dataset',
      'learning/extractor',
      'learning/fitting',
    ],
  },
  {
    folder: 'learning/dataset',
    holds:
      'Reading and checking a dataset, splitting it, and finding duplicates and leaks between the parts.',
    mayImport: [
      'classifier',
      'learning/calibration',
      'learning/extractor',
      'learning/fitting',
      'photo',
      'taxonomy',
    ],
  },
  {
    folder: 'learning/extractor',
    holds: 'Preparing the feature extractor for a dataset, and the embeddings of its photos.',
    mayImport: [
      'backbone',
      'classifier',
      'inference',
      'learning/dataset',
      'learning/evaluation',
      'learning/fitting',
      'onnx',
      'photo',
    ],
  },
  {
    folder: 'learning/fitting',
    holds: 'Fitting the heads of a classifier to embeddings.',
    mayImport: [
      'backbone',
      'classifier',
      'inference',
      'learning/calibration',
      'learning/dataset',
      'learning/extractor',
      'onnx',
    ],
  },
  {
    folder: 'learning/calibration',
    holds: 'Calibrating confidences, and certifying the thresholds that keep a promised precision.',
    mayImport: [
      'catalogue',
      'classifier',
      'learning/dataset',
      'learning/evaluation',
      'learning/fitting',
      'listing',
      'suggestion',
      'taxonomy',
    ],
  },
  {
    folder: 'learning/evaluation',
    holds:
      'Measuring a model on photos and on listings: precision, recall, confusion, calibration and latency.',
    mayImport: ['catalogue', 'classifier', 'learning/calibration', 'learning/dataset', 'photo', 'suggestion'],
  },
  {
    folder: 'learning/comparison',
    holds: 'Training or taking several models, and comparing their accuracy, speed, size and cost.',
    mayImport: [
      'classifier',
      'learning',
      'learning/dataset',
      'learning/evaluation',
      'learning/extractor',
      'learning/labelling',
    ],
  },
  {
    folder: 'learning/labelling',
    holds: 'Finding wrong labels, measuring learning curves, and planning which labels are worth their cost.',
    mayImport: ['classifier', 'learning', 'learning/calibration', 'learning/dataset', 'learning/fitting'],
  },
  {
    folder: 'custom-vision/client',
    holds: 'Classifying and training at the Azure Custom Vision service.',
    mayImport: [
      'classifier',
      'custom-vision/exports',
      'database',
      'learning/calibration',
      'learning/dataset',
      'learning/evaluation',
    ],
  },
  {
    folder: 'custom-vision/exports',
    holds: 'Importing models that Custom Vision has exported.',
    mayImport: ['backbone', 'classifier', 'inference', 'onnx', 'photo', 'taxonomy'],
  },
  {
    folder: 'custom-vision/tags',
    holds: 'Training and running models for arbitrary tags, which the compatible server offers.',
    mayImport: [
      'backbone',
      'classifier',
      'inference',
      'learning',
      'learning/calibration',
      'learning/extractor',
      'learning/fitting',
      'onnx',
      'photo',
    ],
  },
  {
    folder: 'custom-vision/server',
    holds:
      'Projects, images, iterations and predictions of the Custom Vision compatible server, without HTTP.',
    mayImport: ['custom-vision/tags', 'database', 'photo'],
  },
  {
    folder: 'custom-vision/routes',
    holds: 'The HTTP routes of the Custom Vision compatible server.',
    mayImport: ['custom-vision/server', 'custom-vision/tags', 'database', 'http', 'photo'],
  },
  {
    folder: 'metrics',
    holds: 'What Prometheus can read of this process and of the ledger.',
    mayImport: ['custom-vision/client', 'database', 'enrichment'],
  },
  {
    folder: 'tracing',
    holds: 'OpenTelemetry traces of requests, of work on listings and of its way through the queue.',
    mayImport: ['enrichment', 'queue'],
  },
  {
    folder: 'http',
    holds: 'The HTTP API, the event hook, sessions and keys: one file of routes for each noun.',
    mayImport: [
      'analytics',
      'classifier',
      'database',
      'enrichment',
      'listing',
      'metrics',
      'photo',
      'queue',
      'review',
      'suggestion',
      'taxonomy',
      'tracing',
    ],
  },
  {
    folder: 'web',
    holds: 'The review page, which talks to nothing but the HTTP API.',
    mayImport: ['analytics', 'classifier', 'http', 'review', 'suggestion', 'taxonomy'],
    typesOnly: true,
  },
  {
    folder: 'report',
    holds: 'HTML reports and charts of evaluations, comparisons, audits and plans.',
    mayImport: [
      'classifier',
      'learning/comparison',
      'learning/dataset',
      'learning/evaluation',
      'learning/labelling',
      'photo',
      'taxonomy',
    ],
  },
  {
    folder: 'sample',
    holds: 'A rendered sample catalogue: drawn guitars, their listings, and a server for their photos.',
    mayImport: ['taxonomy'],
  },
  {
    folder: 'command',
    holds: 'The commands of the command line, one file each, with their options and their texts.',
    mayImport: ['*'],
  },
];

/**
 * Files directly in src/ that compose the rest: they may import everything, and only these folders may import them.
 * All other files there may be imported from everywhere, and import only each other.
 */
export const composers: Readonly<Record<string, readonly string[]>> = {
  'cli.ts': [],
  'app.ts': ['command', 'http'],
  'backends.ts': ['command'],
  'open-classifier.ts': [],
  'open-database.ts': [],
  'work.ts': [],
};
