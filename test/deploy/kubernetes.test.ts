import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

it('Kubernetes runs the worker without rights, on a read-only system, within a limit of memory', async () => {
  const deployment = parse(await readFile(new URL('../../deploy/keda/worker.yml', import.meta.url), 'utf8'));
  const { spec } = deployment.spec.template;
  expect(spec).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  });
  for (const container of spec.containers) {
    expect(container).toMatchObject({
      resources: { limits: { memory: expect.any(String) } },
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
    });
  }
});
