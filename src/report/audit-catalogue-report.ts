import { join } from 'node:path';
import { writeWholeFile } from '../write-file.js';
import { auditPage, type ContactSheet } from './audit-page.js';

export interface CatalogueSheet extends Pick<ContactSheet, 'noise' | 'suspects' | 'items' | 'swatches'> {
  model: string;
  judged: number;
  unseen: number;
  created: Date;
}

/** Writes `index.html`, a contact sheet of the listings whose stated finish their photos contradict. */
export async function writeCatalogueAudit(
  { model, judged, unseen, created, ...sheet }: CatalogueSheet,
  folder: string,
): Promise<{ page: string }> {
  const markup = auditPage({
    ...sheet,
    title: 'Audit of the catalogue',
    subtitle: `${judged} listings judged by what model ${model} saw; ${unseen} listings it has not seen; ${created.toISOString().slice(0, 10)}`,
    remedy:
      'These listings have the reason contradicts_photo in honeyburst.finding. Run honeyburst backfill and honeyburst worker to get suggestions for them.',
  });
  const page = join(folder, 'index.html');
  await writeWholeFile(page, markup);
  return { page };
}
