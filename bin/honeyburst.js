#!/usr/bin/env node
import { main } from '../dist/cli.js';

process.exitCode = await main(process.argv);
// All is done and released; what was given up by force, as a job of a queue that is away, is not waited for.
setTimeout(() => {
  if (process.stdout.writableLength === 0) process.exit();
}, 2000).unref();
