import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer } from '../../support/http-server.js';
import {
  hasSpecification,
  readSpecExamples,
  type SpecExample,
  shapeDifferences,
} from '../../support/spec-example.js';
import { drawSquare, startVisionServer, type VisionServer } from '../../support/vision-server.js';

/** What the server does not do, as no classifier of whole photos needs it; it says so in the service's own words. */
const notCovered = [
  'CreateImageRegions',
  'DeleteImageRegions',
  'DetectImage',
  'DetectImageUrl',
  'DetectImageUrlWithNoStore',
  'DetectImageWithNoStore',
  'ExportProject',
  'GetArtifact',
  'GetImageRegionProposals',
  'ImportProject',
  'QuerySuggestedImageCount',
  'QuerySuggestedImages',
  'SuggestTagsAndRegions',
];

type Given = Record<string, unknown>;

describe.skipIf(!hasSpecification)('the examples of the specification', async () => {
  if (!hasSpecification) process.stderr.write('../shared is absent: the specification is not walked.\n');
  const examples = hasSpecification ? await readSpecExamples() : [];
  let server: VisionServer;
  let project: string;
  let iteration: string;
  let tags: string[];
  let photoUrl: string;
  let next = 100;

  const colours = ['#a02010', '#1030a0'] as const;
  const freshPhoto = () => drawSquare(colours[next % 2]!, next++);

  const call = async (path: string, init: { method?: string; json?: unknown } = {}) => {
    const response = await fetch(`${server.url}/customvision/v3.3/training${path}`, {
      method: init.method ?? 'POST',
      headers: {
        'Training-Key': server.trainingKey,
        ...(init.json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(init.json === undefined ? {} : { body: JSON.stringify(init.json) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const addPhoto = async (tagIds: string[]): Promise<string> => {
    const contents = (await freshPhoto()).toString('base64');
    const { images } = await call(`/projects/${project}/images/files`, {
      json: { images: [{ name: 'photo.jpg', contents }], tagIds },
    });
    return images[0].image.id;
  };
  const newProject = async () => (await call(`/projects?name=Another`)).id as string;
  const newTag = async () => (await call(`/projects/${project}/tags?name=tag${next++}`)).id as string;
  /** Another iteration with the same model: training for each example would take minutes. */
  const newIteration = async (publishName: string | null = null): Promise<string> => {
    const { rows } = await server.pool.query(
      `INSERT INTO custom_vision_server.iteration (project_id, name, status, domain_id, classification_type, tags, head,
              training_seconds, trained_at, publish_name)
       SELECT project_id, 'Iteration ' || $2, status, domain_id, classification_type, tags, head, training_seconds, trained_at, $3
         FROM custom_vision_server.iteration WHERE id = $1 RETURNING id`,
      [iteration, next++, publishName],
    );
    return rows[0].id;
  };
  const storePrediction = async (): Promise<string> => {
    const form = new FormData();
    form.set('imageData', new Blob([new Uint8Array(await freshPhoto())]), 'photo.jpg');
    const response = await fetch(
      `${server.url}/customvision/v3.1/prediction/${project}/classify/iterations/MyModel1/image`,
      { method: 'POST', headers: { 'Prediction-Key': server.predictionKey }, body: form },
    );
    expect(response.status).toBe(200);
    return ((await response.json()) as { id: string }).id;
  };

  /** What an operation is given in place of the example's identifiers, photos and addresses. */
  const prepare: Record<string, (example: SpecExample) => Promise<Given> | Given> = {
    DeleteProject: async () => ({ projectId: await newProject() }),
    UpdateProject: async (example) => ({
      projectId: await newProject(),
      updatedProject: { ...(example.parameters.updatedProject as object), name: `Project ${next++}` },
    }),
    CreateImagesFromData: () => ({ tagIds: [tags[0]] }),
    CreateImagesFromFiles: async () => ({
      batch: {
        images: [{ name: 'hemlock_10.jpg', contents: (await freshPhoto()).toString('base64') }],
        tagIds: [tags[0]],
      },
    }),
    CreateImagesFromUrls: () => ({
      batch: { images: [{ url: `${photoUrl}/${next++}.jpg` }], tagIds: [tags[0]] },
    }),
    CreateImagesFromPredictions: async () => ({
      batch: { images: [{ id: await storePrediction() }], tagIds: [tags[0]] },
    }),
    DeleteImages: async () => ({ imageIds: [await addPhoto([]), await addPhoto([])] }),
    UpdateImageMetadata: async () => ({ imageIds: [await addPhoto([])] }),
    CreateImageTags: async () => ({ batch: { tags: [{ imageId: await addPhoto([]), tagId: tags[0] }] } }),
    DeleteImageTags: async () => ({ imageIds: [await addPhoto([tags[0] as string])], tagIds: [tags[0]] }),
    GetUntaggedImages: async () => ({ iterationId: undefined, needed: await addPhoto([]) }),
    // One that trains can be exported to nothing yet.
    GetIterations: async () => {
      await server.trained();
      return {};
    },
    DeleteIteration: async () => ({ iterationId: await newIteration() }),
    UpdateIteration: async () => ({ iterationId: await newIteration() }),
    ExportIteration: async () => ({ iterationId: await newIteration(), platform: 'ONNX' }),
    GetExports: async () => {
      const iterationId = await newIteration();
      await call(`/projects/${project}/iterations/${iterationId}/export?platform=ONNX`);
      return { iterationId };
    },
    GetImagePerformances: () => ({ tagIds: undefined }),
    PublishIteration: async () => ({ iterationId: await newIteration(), publishName: `Model${next++}` }),
    UnpublishIteration: async () => ({ iterationId: await newIteration(`Model${next++}`) }),
    DeletePrediction: async () => ({ ids: [await storePrediction(), await storePrediction()] }),
    QueryPredictions: async () => {
      await storePrediction();
      return { query: { orderBy: 'Newest', tags: [{ id: tags[0], minThreshold: 0, maxThreshold: 1 }] } };
    },
    QuickTestImageUrl: () => ({ imageUrl: { url: `${photoUrl}/${next++}.jpg` } }),
    ClassifyImageUrl: () => ({ imageUrl: { url: `${photoUrl}/${next++}.jpg` } }),
    ClassifyImageUrlWithNoStore: () => ({ imageUrl: { url: `${photoUrl}/${next++}.jpg` } }),
    CreateTag: () => ({ name: `Tag${next++}` }),
    DeleteTag: async () => ({ tagId: await newTag() }),
    UpdateTag: async () => ({
      tagId: await newTag(),
      updatedTag: { name: `Better ${next++}`, type: 'Regular', description: 'Better description' },
    }),
    TrainProject: async () => {
      await server.trained();
      // Tags that other examples made would be short of photos.
      await server.pool.query('DELETE FROM custom_vision_server.tag WHERE NOT id = ANY ($1)', [tags]);
      return { needed: await addPhoto([tags[0] as string]) };
    },
  };

  const send = async (example: SpecExample): Promise<Response> => {
    const ours: Given = {
      projectId: project,
      iterationId: iteration,
      tagId: tags[0],
      publishedName: 'MyModel1',
    };
    if (example.parameters.tagIds) ours.tagIds = [tags[0]];
    const given: Given = { ...example.parameters, ...ours, ...(await prepare[example.operation]?.(example)) };
    const query = new URLSearchParams();
    let path = example.path;
    const headers: Record<string, string> = {
      'Training-Key': server.trainingKey,
      'Prediction-Key': server.predictionKey,
    };
    let body: string | FormData | undefined;
    for (const { name, in: place } of example.places) {
      // An optional parameter that the example leaves out is left out.
      if (!(name in example.parameters) && place !== 'path' && place !== 'formData') continue;
      const value = given[name];
      if (place === 'path') path = path.replace(`{${name}}`, String(value));
      else if (place === 'query' && value !== undefined) query.set(name, [value].flat().join(','));
      else if (place === 'body') {
        headers['content-type'] = 'application/json';
        body = JSON.stringify(value);
      } else if (place === 'formData') {
        const form = new FormData();
        form.set(name, new Blob([new Uint8Array(await freshPhoto())]), 'hemlock_10.jpg');
        body = form;
      }
    }
    const address = `${server.url}/customvision/${example.version}/${example.api}${path}?${query}`;
    return fetch(address, { method: example.method, headers, ...(body === undefined ? {} : { body }) });
  };

  beforeAll(async () => {
    const atEnd = (release: () => Promise<void>) => afterAll(release);
    server = await startVisionServer({ atEnd });
    const photos = await createTestServer(async (request, response) => {
      response.end(await drawSquare('#207030', Number(/\d+/.exec(request.url!)?.[0])));
    }, atEnd);
    photoUrl = photos.url;
    project = (
      await call(
        '/projects?name=Trees&classificationType=Multiclass&domainId=0732100f-1a38-4e49-a514-c9b44c697ab5',
      )
    ).id;
    tags = [];
    for (const [index, name] of ['Hemlock', 'Japanese Cherry'].entries()) {
      const tag = (await call(`/projects/${project}/tags?name=${encodeURIComponent(name)}`)).id;
      tags.push(tag);
      for (let i = 0; i < 5; i++) {
        const contents = (await drawSquare(colours[index]!, i)).toString('base64');
        await call(`/projects/${project}/images/files`, {
          json: { images: [{ name: `${i}.jpg`, contents }], tagIds: [tag] },
        });
      }
    }
    iteration = (await call(`/projects/${project}/train`)).id;
    await server.trained();
    await call(`/projects/${project}/iterations/${iteration}/publish?publishName=MyModel1&predictionId=ours`);
  });

  it('cover all operations but those of object detection, suggestions and moving projects', () => {
    const operations = new Set(examples.map(({ operation }) => operation));
    expect([...operations].filter((operation) => notCovered.includes(operation)).sort()).toEqual(notCovered);
    expect(operations.size - notCovered.length).toBe(47);
  });

  const covered = examples.filter(({ operation }) => !notCovered.includes(operation));
  it.for(covered.map((example) => [`${example.version} ${example.operation}`, example] as const))(
    '%s is answered with the same status and shape',
    async ([, example]) => {
      const response = await send(example);
      const text = await response.text();
      const status = String(response.status);
      expect(Object.keys(example.responses), text).toContain(status);
      const expected = example.responses[status]?.body;
      if (expected === undefined || expected === null || expected === '') {
        expect(text).toBe('');
        return;
      }
      const body = JSON.parse(text);
      expect(example.validate(body).join('\n')).toBe('');
      expect(shapeDifferences(body, expected).join('\n')).toBe('');
    },
  );

  it.for(
    examples
      .filter(({ operation }) => notCovered.includes(operation))
      .map((example) => [`${example.version} ${example.operation}`, example] as const),
  )('%s is refused as the service refuses it', async ([, example]) => {
    const response = await send(example);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      code: expect.stringMatching(/^BadRequest/),
      message: expect.any(String),
    });
  });
});
