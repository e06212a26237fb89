import { HoneyburstError } from '../../errors.js';
import { checkRoom, type PricingTier } from './limits.js';
import type { PlannedProject } from './plan-projects.js';
import { projectIdOf, type TrainingContext } from './training-context.js';
import { isRefusal } from './training-service.js';
import { nothingDone, type ProjectProgress, type TrainingState } from './training-state.js';

/** Throws a UsageError if the resource has no room for the projects that are still missing. */
export async function checkRoomForProjects(
  projects: readonly PlannedProject[],
  { service, state }: TrainingContext,
  tier: PricingTier,
): Promise<void> {
  if (projects.every(({ key }) => state.projects[key]?.projectId !== undefined)) return;
  const all = await service.call('its projects', (client, options) => client.getProjects(options));
  const others = all.filter(({ description }) => !description?.startsWith(markOf(state)));
  checkRoom(others.length, projects.length, tier);
}

/**
 * Makes a project and its tags, unless an earlier run did. If the answer to an earlier call was lost, the project is
 * found by its description: its name may differ, since the service adds a number to a name that is taken.
 */
export async function makeProject(
  { key, name, tags }: PlannedProject,
  domainId: string,
  { service, state, save }: TrainingContext,
): Promise<ProjectProgress> {
  const own: ProjectProgress = state.projects[key] ?? nothingDone();
  state.projects[key] = own;
  if (own.projectId === undefined) {
    const description = markOf(state) + key;
    const { id } = await service.call(`the new project "${name}"`, async (client, options) => {
      const made = (await client.getProjects(options)).find((project) => project.description === description);
      const settings = { ...options, description, domainId, classificationType: 'Multiclass' as const };
      return made ?? client.createProject(name, settings);
    });
    if (id === undefined) throw noId(`the project "${name}"`);
    own.projectId = id;
    state.steps.projects++;
    await save();
  }
  await makeTags(
    tags.map((tag) => tag.name),
    own,
    { service, state, save },
  );
  return own;
}

async function makeTags(
  names: readonly string[],
  own: ProjectProgress,
  { service, state, save }: Pick<TrainingContext, 'service' | 'state' | 'save'>,
): Promise<void> {
  const missing = names.filter((name) => own.tags[name] === undefined);
  if (missing.length === 0) return;
  const projectId = projectIdOf(own);
  const list = async () => {
    const tags = await service.call(`the tags of project ${projectId}`, (client, options) =>
      client.getTags(projectId, options),
    );
    return new Map(tags.map(({ name, id }) => [name, id]));
  };
  const before = await list();
  for (const name of missing) {
    let id = before.get(name);
    if (id === undefined) {
      const tag = await service
        .call(`the new tag ${name} of project ${projectId}`, (client, options) =>
          client.createTag(projectId, name, options),
        )
        .catch((error) => {
          // An earlier call made the tag, and its answer was lost.
          if (!isRefusal(error, 'BadRequestTagNameNotUnique')) throw error;
        });
      id = tag?.id ?? (await list()).get(name);
      state.steps.tags++;
    }
    if (id === undefined) throw noId(`the tag ${name} of project ${projectId}`);
    own.tags[name] = id;
    await save();
  }
}

function markOf({ run }: TrainingState): string {
  return `Honeyburst training ${run}: `;
}

function noId(what: string): HoneyburstError {
  return new HoneyburstError(`Custom Vision gave ${what} no id: run the same command again.`, {
    code: 'custom_vision_answer_invalid',
    stage: 'train',
    retryable: true,
  });
}
