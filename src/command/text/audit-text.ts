import { relative } from 'node:path';
import type { DatasetAudit } from '../../learning/labelling/audit-dataset.js';
import type { CatalogueAudit } from '../audit-catalogue.js';
import { formatTable, percent } from './table.js';

/** `suspects` are the first of all `found` ones. */
export function datasetAuditText({
  photos,
  noise,
  found,
  suspects,
}: DatasetAudit & { found: number }): string {
  return [
    `${photos} photos were judged by heads that had not seen them; ${found} labels look wrong. ${noiseText(noise)}`,
    ...(suspects.length === 0
      ? []
      : [
          formatTable(
            ['rank', 'file', 'labelled', 'looks', 'confidence', 'reason'],
            suspects.map(({ rank, photo, correction, suggestedConfidence, reason }) => [
              rank,
              relative('', photo.file),
              labelOf(photo),
              labelOf(correction),
              percent(suggestedConfidence),
              reason,
            ]),
            160,
          ),
        ]),
  ].join('\n');
}

export function catalogueAuditText(audit: CatalogueAudit): string {
  const { model, judged, unseen, noise, findings, suspects } = audit;
  return [
    `${judged} listings were judged by what model ${model} saw in their photos; ${findings.total} state a finish that looks wrong, ${findings.added} of them newly found (contradicts_photo). ${noiseText(noise)}`,
    ...(unseen > 0
      ? [
          `${unseen} listings that state a finish were not judged, because this model has not scored their photos. Run honeyburst backfill --check, then honeyburst worker --drain, then this command again.`,
        ]
      : []),
    ...(findings.added > 0
      ? ['To get suggestions for these listings, run honeyburst backfill, then honeyburst worker --drain.']
      : []),
    ...(suspects.length === 0
      ? []
      : [
          formatTable(
            ['rank', 'listing', 'title', 'states', 'looks', 'confidence', 'reason'],
            suspects.map(({ rank, listing, title, stated, suggested, suggestedConfidence, reason }) => [
              rank,
              listing,
              title,
              stated,
              suggested,
              percent(suggestedConfidence),
              reason,
            ]),
            160,
          ),
        ]),
  ].join('\n');
}

function noiseText({ family, finish }: DatasetAudit['noise']): string {
  return `Estimated share of labels that are wrong or too similar to tell apart: ${percent(family)} of the families, ${percent(finish)} of the finishes whose family is right.`;
}

function labelOf({ family, finish }: { family: string; finish: string | undefined }): string {
  return finish === undefined ? family : `${family}/${finish}`;
}
