import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/honeyburst.js', import.meta.url));

export interface ProgramResult {
  status: number;
  stdout: string;
  stderr: string;
}

/** The compiled program as people run it, in an environment that holds nothing of ours but what is given. */
export function honeyburst(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<ProgramResult> {
  const { PATH = '' } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { env: { PATH, ...environment } },
      (error, stdout, stderr) => {
        resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}
