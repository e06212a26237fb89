import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { createVision } from '../../support/vision.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
});

it('answers 429 above the rate of the tier, counted for each key and kind of call', async () => {
  const { call } = await createVision({ tier: 'F0' });
  const list = () => call('GET', '/projects');
  const answers = [];
  for (let number = 0; number < 12; number++) answers.push(await list());
  expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(200), 429, 429]);
  expect(answers[10]!.headers['retry-after']).toBe('1');
  expect(answers[10]!.body).toEqual({
    error: {
      code: '429',
      message:
        'Requests to the GetProjects Operation under Custom_Vision_Training_3.3 have exceeded rate limit of your current Custom_Vision.Training F0 pricing tier. Please retry after 1 second. To increase your rate limit switch to a paid tier.',
    },
  });
  const unknown = '/ee85a74c-405e-4adc-bb47-ffa8ca0c9f31';
  const others = [
    () => call('POST', `/projects${unknown}/train`),
    () => call('POST', `${unknown}/classify/iterations/a/image`, { role: 'prediction' }),
    () => call('POST', `${unknown}/classify/iterations/a/image/nostore`, { role: 'prediction' }),
  ];
  for (const other of others) {
    expect([await other(), await other(), await other()].map(({ status }) => status)).toEqual([
      404, 404, 429,
    ]);
  }
  vi.setSystemTime(Date.now() + 1001);
  expect((await list()).status).toBe(200);
});

it('lets a burst through in S0, such as the 20 photos of the quickstart, at the same rate in the long run', async () => {
  const { call } = await createVision({ tier: 'S0' });
  const list = () => call('GET', '/projects');
  const burst = await Promise.all(Array.from({ length: 30 }, list));
  expect(burst.map(({ status }) => status)).toEqual(Array(30).fill(200));
  vi.setSystemTime(Date.now() + 1500);
  const refused = await list();
  expect(refused.status).toBe(429);
  expect(refused.headers['retry-after']).toBe('2');
  expect(refused.body.error.message).toMatch(/S0 pricing tier\. Please retry after 2 seconds\.$/);
  vi.setSystemTime(Date.now() + 2000);
  expect((await list()).status).toBe(200);
});
