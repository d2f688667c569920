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
  await build();
}
