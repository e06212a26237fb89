import { join } from 'node:path';
import type { DatasetPlan } from '../learning/labelling/plan-dataset.js';
import { writeWholeFile } from '../write-file.js';
import { type PlanContext, planPage } from './plan-page.js';

/** Writes `index.html` and `plan.json` to a folder, which is created if needed. */
export async function writePlan(
  plan: DatasetPlan,
  folder: string,
  context: PlanContext,
): Promise<{ page: string }> {
  const markup = await planPage(plan, context);
  const page = join(folder, 'index.html');
  await writeWholeFile(page, markup);
  await writeWholeFile(join(folder, 'plan.json'), `${JSON.stringify(plan, null, 2)}\n`);
  return { page };
}
