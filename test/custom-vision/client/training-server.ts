import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { ZipFile } from 'yazl';
import { createTestServer } from '../../support/http-server.js';
import { accessDenied, answer, readPart } from './prediction-server.js';

export const trainingKey = 'training-key-of-the-tests-0123456789';
export const predictionKey = 'prediction-key-of-the-tests-0123456789';
export const signature = 'signature-of-the-tests-0123456789';

interface StoredIteration {
  id: string;
  name: string;
  status: 'New' | 'Training' | 'Completed' | 'Failed';
  /** How often it is still to be seen in training. */
  polls: number;
  changedAt: number;
  publishName: string | null;
  trainingErrorDetails: string | null;
  /** Mean colour of each tag's images. */
  colours: { name: string; id: string; colour: number[] }[];
  exports: { platform: string; flavor: string | null; status: string; polls: number }[];
}

export interface StoredProject {
  id: string;
  name: string;
  description: string;
  domainId: string;
  tags: { id: string; name: string }[];
  images: { id: string; sha256: string; tagIds: string[]; colour: number[] }[];
  iterations: StoredIteration[];
  /** Whether anything changed since it was last trained. */
  changed: boolean;
}

type Operation =
  | 'createProject'
  | 'createTag'
  | 'createImages'
  | 'train'
  | 'publish'
  | 'unpublish'
  | 'export'
  | 'predict'
  | 'read';

/** What a test may have the server do otherwise. */
interface Behaviour {
  /** Carries the call out, but the answer is lost. */
  loses(operation: Operation, call: string): boolean;
  /** Status of an image that is refused. */
  refuses(name: string, bytes: Buffer): string | undefined;
  /** Answered in place of the call. */
  answers(operation: Operation, call: string): { status: number; body: unknown } | undefined;
  /** Why the next training fails. */
  failure: string | undefined;
  manifest(manifest: Record<string, unknown>): Record<string, unknown>;
}

export interface TrainingServer {
  url: string;
  projects: StoredProject[];
  /** What was carried out, reading aside. */
  done: { operation: Operation; call: string }[];
  /** Statuses of all images that were ever sent. */
  statuses: string[];
  behaviour: Behaviour;
}

const compact = '0732100f-1a38-4e49-a514-c9b44c697ab5';
const domains = [
  { id: 'ee85a74c-405e-4adc-bb47-ffa8ca0c9f31', name: 'General', exportable: false },
  { id: compact, name: 'General (compact)', exportable: true },
].map((domain) => ({ ...domain, type: 'Classification', enabled: true }));

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Speaks as much of Custom Vision's training and prediction protocols as a training of ours uses, from memory. */
export async function createTrainingServer(): Promise<TrainingServer> {
  const projects: StoredProject[] = [];
  const done: TrainingServer['done'] = [];
  const statuses: string[] = [];
  const behaviour: Behaviour = {
    loses: () => false,
    refuses: () => undefined,
    answers: () => undefined,
    failure: undefined,
    manifest: (manifest) => manifest,
  };
  const server = await createTestServer(async (request, response) => {
    const url = new URL(request.url!, 'http://test');
    if (url.pathname.startsWith('/blob/')) return sendExport(url, response);
    const path = url.pathname.replace(/^\/customvision\/v3\.\d(-preview)?\/(training|prediction)/, '');
    const isPrediction = url.pathname.includes('/prediction/');
    const body = isPrediction ? await readPart(request) : Buffer.concat(await request.toArray());
    const operation = operationOf(request, path, isPrediction);
    const call = `${request.method} ${path}${url.search}`;
    const given = isPrediction ? request.headers['prediction-key'] : request.headers['training-key'];
    if (given !== (isPrediction ? predictionKey : trainingKey)) {
      return answer(response, 401, { error: { code: '401', message: accessDenied } });
    }
    const instead = behaviour.answers(operation, call);
    if (instead) return answer(response, instead.status, instead.body);
    try {
      const result = await carryOut(operation, path, url.searchParams, body);
      if (operation !== 'read') done.push({ operation, call });
      if (behaviour.loses(operation, call)) return void request.socket.destroy();
      answer(response, result === undefined ? 204 : 200, result);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      answer(response, error.status, { code: error.code, message: error.message });
    }
  });

  async function carryOut(operation: Operation, path: string, query: URLSearchParams, body: Buffer) {
    const [, noun, projectId, ...rest] = path.split('/');
    if (operation === 'predict') return predictImage(noun!, decodeURIComponent(path.split('/')[4]!), body);
    if (noun === 'domains') return domains;
    if (projectId === undefined) {
      return operation === 'createProject' ? createProject(query) : projects.map(projectBody);
    }
    const project = projects.find(({ id }) => id === projectId);
    if (!project) throw new Refusal(404, 'NotFoundProject', 'Invalid project id');
    const [part, iterationId, action] = rest;
    switch (part) {
      case 'tags':
        return operation === 'createTag' ? createTag(project, query.get('name')!) : project.tags;
      case 'images':
        return createImages(project, JSON.parse(body.toString()));
      case 'train':
        return train(project, query.get('forceTrain') === 'true');
      case 'iterations': {
        if (iterationId === undefined) return project.iterations.map(iterationBody(project));
        const iteration = project.iterations.find(({ id }) => id === iterationId);
        if (!iteration) throw new Refusal(404, 'NotFoundIteration', 'Invalid iteration');
        if (action === 'publish') return changePublication(project, iteration, operation, query);
        if (action === 'performance') return performanceOf(iteration);
        if (action === 'export') return changeExports(iteration, operation, query);
        return iterationBody(project)(iteration);
      }
    }
    throw new Refusal(404, 'NotFound', `no ${path}`);
  }

  function createProject(query: URLSearchParams) {
    const name = query.get('name')!;
    const taken = projects.filter((project) => project.name.startsWith(name)).length;
    const project: StoredProject = {
      id: randomUUID(),
      name: taken > 0 ? `${name} (${taken})` : name,
      description: query.get('description') ?? '',
      domainId: query.get('domainId') ?? domains[0]!.id,
      tags: [],
      images: [],
      iterations: [newIteration('Iteration 1', 'New')],
      changed: true,
    };
    if (query.get('classificationType') !== 'Multiclass') throw new Refusal(400, 'BadRequest', 'Multilabel');
    projects.push(project);
    return projectBody(project);
  }

  function createTag(project: StoredProject, name: string) {
    if (project.tags.some((tag) => tag.name === name)) {
      throw new Refusal(400, 'BadRequestTagNameNotUnique', '');
    }
    const tag = { id: randomUUID(), name, description: null, type: 'Regular', imageCount: 0 };
    project.tags.unshift(tag);
    return tag;
  }

  async function createImages(project: StoredProject, { images }: { images: SentImage[] }) {
    const tags = new Set(images.flatMap(({ tagIds }) => tagIds));
    if (images.length > 64 || tags.size > 20) throw new Refusal(400, 'BadRequestExceededBatchSize', '');
    const results = [];
    for (const { name, contents, tagIds } of images) {
      const bytes = Buffer.from(contents, 'base64');
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const known = project.images.find((image) => image.sha256 === sha256);
      const status = behaviour.refuses(name, bytes) ?? (known ? 'OKDuplicate' : 'OK');
      statuses.push(status);
      if (status === 'OK') {
        const id = randomUUID();
        project.images.push({ id, sha256, tagIds, colour: await colourOf(bytes) });
        project.changed = true;
      }
      const image = status.startsWith('OK')
        ? { id: randomUUID(), created: '2026-01-01T00:00:00.1234567' }
        : null;
      results.unshift({ sourceUrl: name, status, image });
    }
    return { isBatchSuccessful: results.every(({ status }) => status === 'OK'), images: results };
  }

  function train(project: StoredProject, force: boolean) {
    if (project.iterations.some(({ status }) => status === 'Training')) {
      throw new Refusal(400, 'BadRequestTrainingAlreadyInProgress', '');
    }
    if (!project.changed && !force) {
      throw new Refusal(400, 'BadRequestTrainingNotNeeded', 'Nothing changed since last training');
    }
    project.changed = false;
    const iteration = project.iterations.find(({ status }) => status === 'New')!;
    iteration.status = 'Training';
    iteration.trainingErrorDetails = behaviour.failure ?? null;
    behaviour.failure = undefined;
    iteration.changedAt = ++clock;
    iteration.colours = project.tags.map(({ id, name }) => {
      const own = project.images.filter(({ tagIds }) => tagIds.includes(id));
      const colour = [0, 1, 2].map((i) => own.reduce((sum, image) => sum + image.colour[i]!, 0) / own.length);
      return { id, name, colour };
    });
    project.iterations.push(newIteration(`Iteration ${project.iterations.length + 1}`, 'New'));
    return iterationBody(project)(iteration);
  }

  let clock = 0;
  function newIteration(name: string, status: StoredIteration['status']): StoredIteration {
    const nothing = { publishName: null, trainingErrorDetails: null, colours: [], exports: [] };
    return { id: randomUUID(), name, status, polls: 1, changedAt: ++clock, ...nothing };
  }

  function iterationBody(project: StoredProject) {
    return (iteration: StoredIteration) => {
      if (iteration.status === 'Training' && iteration.polls-- <= 0) {
        iteration.status = iteration.trainingErrorDetails === null ? 'Completed' : 'Failed';
      }
      const { id, name, status, publishName, trainingErrorDetails, changedAt } = iteration;
      const time = new Date(Date.UTC(2026, 0, 1, 0, 0, changedAt)).toISOString();
      return {
        id,
        name,
        status,
        created: time,
        lastModified: time,
        ...(status === 'Completed' ? { trainedAt: time, trainingTimeInMinutes: 3 } : {}),
        projectId: project.id,
        exportable: status === 'Completed' && project.domainId === compact,
        exportableTo: null,
        publishName,
        trainingErrorDetails,
      };
    };
  }

  function changePublication(
    project: StoredProject,
    iteration: StoredIteration,
    operation: Operation,
    query: URLSearchParams,
  ) {
    if (operation === 'unpublish') {
      iteration.publishName = null;
      return undefined;
    }
    const publishName = query.get('publishName')!;
    const holder = project.iterations.find((other) => other.publishName === publishName);
    if (holder || iteration.publishName !== null) {
      const name = iteration.publishName ?? publishName;
      const message = `Iteration is already published as: ${name}`;
      throw new Refusal(400, 'BadRequestIterationIsPublished', message);
    }
    iteration.publishName = publishName;
    return true;
  }

  async function predictImage(projectId: string, publishedName: string, photo: Buffer) {
    const project = projects.find(({ id }) => id === projectId);
    const iteration = project?.iterations.find(({ publishName }) => publishName === publishedName);
    if (!iteration) throw new Refusal(404, 'NotFoundIteration', 'Invalid iteration');
    const colour = await colourOf(photo);
    const odds = iteration.colours.map((tag) =>
      Math.exp(-Math.hypot(...tag.colour.map((value, i) => value - colour[i]!)) / 10),
    );
    const total = odds.reduce((sum, value) => sum + value, 0);
    const predictions = iteration.colours
      .map(({ id, name }, i) => ({
        probability: odds[i]! / total,
        tagId: id,
        tagName: name,
        tagType: 'Regular',
      }))
      .sort((a, b) => b.probability - a.probability);
    const created = '2026-01-01T00:00:00.000Z';
    return { id: randomUUID(), project: projectId, iteration: iteration.id, created, predictions };
  }

  function changeExports(iteration: StoredIteration, operation: Operation, query: URLSearchParams) {
    const body = ({ platform, flavor, status }: StoredIteration['exports'][number]) => ({
      platform,
      flavor,
      status,
      downloadUri:
        status === 'Done'
          ? `${server.url}/blob/${iteration.id}/${platform}/${flavor ?? ''}?sig=${signature}`
          : null,
      newerVersionAvailable: false,
    });
    if (operation === 'read') {
      for (const each of iteration.exports) if (each.polls-- <= 0) each.status = 'Done';
      return iteration.exports.map(body);
    }
    const [platform, flavor] = [query.get('platform')!, query.get('flavor')];
    if (iteration.exports.some((each) => each.platform === platform && each.flavor === flavor)) {
      throw new Refusal(400, 'BadRequestExportAlreadyInProgress', '');
    }
    iteration.exports.push({ platform, flavor, status: 'Exporting', polls: 1 });
    return body(iteration.exports.at(-1)!);
  }

  async function sendExport(url: URL, response: ServerResponse) {
    const [, , iterationId, platform, flavor] = url.pathname.split('/');
    if (url.searchParams.get('sig') !== signature) return void response.writeHead(403).end();
    const iteration = projects.flatMap(({ iterations }) => iterations).find(({ id }) => id === iterationId)!;
    const model = Buffer.from(`the network of ${iterationId}`);
    const manifest = {
      DomainType: 'Classification',
      Platform: platform,
      Flavor: flavor || null,
      ExporterVersion: '2.2',
      ExportedDate: '2026-01-01T00:00:00.1234567Z',
      IterationId: iterationId,
      ModelFileName: 'model.onnx',
      LabelFileName: 'labels.txt',
      ModelFileSHA1: createHash('sha1').update(model).digest('hex'),
      SchemaVersion: '1.0',
    };
    const labels = iteration.colours.map(({ name }) => name).sort();
    const zip = new ZipFile();
    zip.addBuffer(model, 'model.onnx');
    zip.addBuffer(Buffer.from(labels.join('\r\n')), 'labels.txt');
    zip.addBuffer(Buffer.from(JSON.stringify(behaviour.manifest(manifest))), 'cvexport.manifest');
    zip.end();
    response.writeHead(200).end(await buffer(zip.outputStream));
  }

  return { url: server.url, projects, done, statuses, behaviour };
}

interface SentImage {
  name: string;
  contents: string;
  tagIds: string[];
}

function operationOf({ method }: IncomingMessage, path: string, isPrediction: boolean): Operation {
  if (isPrediction) return 'predict';
  if (method === 'GET') return 'read';
  if (path === '/projects') return 'createProject';
  if (path.endsWith('/tags')) return 'createTag';
  if (path.endsWith('/images/files')) return 'createImages';
  if (path.endsWith('/train')) return 'train';
  if (path.endsWith('/export')) return 'export';
  return method === 'DELETE' ? 'unpublish' : 'publish';
}

function projectBody({ id, name, description, domainId }: StoredProject) {
  const settings = { domainId, classificationType: 'Multiclass', targetExportPlatforms: [] };
  return { id, name, description, settings, created: '2026-01-01T00:00:00.000Z', status: 'Succeeded' };
}

function performanceOf({ colours }: StoredIteration) {
  const figures = { precision: 0.9, precisionStdDeviation: 0, recall: 0.8, recallStdDeviation: 0 };
  return { perTagPerformance: colours.map(({ id, name }) => ({ id, name, ...figures })), ...figures };
}

async function colourOf(photo: Buffer): Promise<number[]> {
  const { channels } = await sharp(photo).stats();
  return channels.slice(0, 3).map(({ mean }) => mean);
}
