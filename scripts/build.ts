/** Builds what is named on the command line: `node` (main, preload, command line) or `renderer` (the window). Each loads its own bundler only. */
const BUILDS = new Map<string, () => Promise<void>>([
  ['node', async () => (await import('./build-node.ts')).buildNode()],
  ['renderer', async () => (await import('./build-renderer.ts')).buildRenderer()],
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

export {};
