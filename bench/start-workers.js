import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('worker-loops.js', import.meta.url));

/** Runs worker-loops.js in so many processes at once; resolves with what each of them tells at the end. */
export async function runWorkerProcesses(processes, options) {
  const workers = Array.from({ length: processes }, () => {
    const child = fork(script, [JSON.stringify(options)]);
    const messages = [];
    let take;
    child.on('message', (message) => (take ? take(message) : messages.push(message)));
    child.on('exit', (code) => take?.(code ? new Error(`a worker ended with status ${code}`) : undefined));
    const next = async () => {
      const message =
        messages.shift() ??
        (await new Promise((resolve) => {
          take = resolve;
        }));
      take = undefined;
      if (message instanceof Error) throw message;
      return message;
    };
    return { child, next };
  });
  try {
    await Promise.all(workers.map(({ next }) => next()));
    const startedAt = performance.now();
    for (const { child } of workers) child.send('begin');
    const told = await Promise.all(workers.map(({ next }) => next()));
    return { told, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    for (const { child } of workers) child.kill();
  }
}
