#!/usr/bin/env node
// The command `countersign`: finds the locked Node 24 and the bundle, builds what is missing, and hands over.
// Plain Node 20. Every millisecond here is paid by every call: nothing is imported that a ready checkout does not need.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isBuilt } from '../scripts/setup/build-state.mjs';
import { DIST, NODE_MAJOR, productNode } from '../scripts/setup/paths.mjs';

const entry = join(DIST, 'cli', 'main.js');
// The bundle's compiled form is kept beside it. Also for the token host, which inherits the environment.
process.env.NODE_COMPILE_CACHE ??= join(DIST, '.compile-cache');

if (productNode() === undefined || !isBuilt('node') || !existsSync(entry)) {
  await prepare();
}
const node = productNode();
if (node === process.execPath && Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
  process.argv[1] = entry;
  await import(new URL('../dist/cli/main.js', import.meta.url).href);
} else {
  const child = spawn(node, [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    process.stderr.write(
      `countersign: ${node} could not be started (${error.message}): run "npm run build" and try again.\n`,
    );
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? 1;
    } else {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
}

async function prepare() {
  const [{ prepareFor }, { SetupError, fail }] = await Promise.all([
    import('../scripts/setup/tasks.mjs'),
    import('../scripts/setup/progress.mjs'),
  ]);
  try {
    await prepareFor(['node']);
    if (!existsSync(entry)) {
      throw new SetupError(`The command line was not built: ${entry} is missing.`);
    }
  } catch (error) {
    if (!(error instanceof SetupError)) {
      throw error;
    }
    fail(error.message);
    process.exit(error.exitStatus);
  }
}
