#!/usr/bin/env node
import { main, onOutputError } from '../dist/cli.js';

process.stdout.on('error', onOutputError);
process.exitCode = await main(process.argv);
// Everything is released by now. Work that was given up by force, such as a job of an unreachable queue, is not waited for.
setTimeout(() => {
  if (process.stdout.writableLength === 0) process.exit();
}, 2000).unref();
