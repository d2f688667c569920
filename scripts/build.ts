/** Builds what is named on the command line: `node` (main, preload, command line) or `renderer` (the window). */
import { buildNode } from './build-node.ts';
import { buildRenderer } from './build-renderer.ts';

const BUILDS = new Map([
  ['node', buildNode],
  ['renderer', buildRenderer],
]);

for (const name of process.argv.slice(2)) {
  const build = BUILDS.get(name);
  if (build === undefined) {
    process.stderr.write(`There is no bundle "${name}": name ${[...BUILDS.keys()].join(' or ')}.\n`);
    process.exit(64);
  }
  try {
    await build();
  } catch (error) {
    // The bundlers have already printed what they found, with its place in the source.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
