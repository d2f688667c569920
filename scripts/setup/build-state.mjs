// Whether the bundles in dist/ are those of today's sources. Runs at every start of the command line: no hashing where
// sizes and times say that nothing changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIST, NODE_MAJOR, productNode, ROOT } from './paths.mjs';
import { SetupError, step } from './progress.mjs';

/** What each bundle is made from: folders (all files below) and single files. */
const INPUTS = {
  node: [
    'src-main',
    'src-cli',
    'src-preload',
    'src-companion',
    'shared',
    'package-lock.json',
    'scripts/build.ts',
    'scripts/build-node.ts',
    'scripts/third-party',
    'resources/helpers',
  ],
  renderer: [
    'src-renderer',
    'shared',
    'package-lock.json',
    'vite.config.ts',
    'scripts/build.ts',
    'scripts/build-renderer.ts',
    'scripts/third-party',
    'src-main/shell/renderer-files.ts',
  ],
};
const OUTPUT_NAMES = { node: 'main, preload and command line', renderer: 'window' };

/** @typedef {'node' | 'renderer'} Target */
/** @typedef {Record<string, { time: number, size: number, hash: string }>} Snapshot */

const stampPath = (target) => join(DIST, `.built-${target}.json`);

/**
 * True where the target was built from exactly the sources that are there. A copy without sources is taken as it is.
 * @param {Target} target
 */
export function isBuilt(target) {
  const built = readStamp(target);
  if (built === undefined) {
    return false;
  }
  if (!existsSync(join(ROOT, 'shared'))) {
    return true;
  }
  const files = list(target);
  if (files.length !== Object.keys(built).length) {
    return false;
  }
  let touched = false;
  for (const [path, { mtimeMs, size }] of files) {
    const before = built[path];
    if (before === undefined || before.size !== size) {
      return false;
    }
    if (before.time !== mtimeMs) {
      touched = true;
      if (before.hash !== hashOf(path)) {
        return false;
      }
      before.time = mtimeMs;
    }
  }
  if (touched) {
    writeStamp(target, built);
  }
  return true;
}

/**
 * Builds what is stale, one build at a time. Installation must be complete.
 * @param {readonly Target[]} targets
 */
export async function ensureBuilt(targets) {
  if (targets.every(isBuilt)) {
    return;
  }
  const [{ withLock }, { run }] = await Promise.all([import('./lock.mjs'), import('./run.mjs')]);
  await withLock(async () => {
    for (const target of targets.filter((name) => !isBuilt(name))) {
      await step(`Building the ${OUTPUT_NAMES[target]}`, async () => {
        const sources = snapshot(target);
        const node = productNode();
        if (node === undefined) {
          throw new SetupError(`Node ${NODE_MAJOR} is not installed in node_modules: run "npm run build" once.`);
        }
        const { status, output } = await run(
          node,
          ['--disable-warning=ExperimentalWarning', 'scripts/build.ts', target],
          { cwd: ROOT, quiet: true },
        );
        if (status !== 0) {
          process.stderr.write(output);
          throw new SetupError(
            `Building the ${OUTPUT_NAMES[target]} failed (the reason stands above): mend it and run the command again.`,
          );
        }
        process.stderr.write(output);
        writeStamp(target, sources);
      });
    }
  });
}

/** @param {Target} target @returns {Array<[string, import('node:fs').Stats]>} path from the root, with forward slashes */
function list(target) {
  const found = [];
  const visit = (path) => {
    const stat = statSync(join(ROOT, path), { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      for (const name of readdirSync(join(ROOT, path))) {
        visit(`${path}/${name}`);
      }
    } else if (stat !== undefined) {
      found.push([path, stat]);
    }
  };
  INPUTS[target].forEach(visit);
  return found;
}

/** @returns {Snapshot} taken before a build: what changes during it makes the bundle stale */
function snapshot(target) {
  return Object.fromEntries(
    list(target).map(([path, stat]) => [path, { time: stat.mtimeMs, size: stat.size, hash: hashOf(path) }]),
  );
}

function hashOf(path) {
  return createHash('sha256')
    .update(readFileSync(join(ROOT, path)))
    .digest('base64');
}

/** @returns {Snapshot | undefined} */
function readStamp(target) {
  try {
    return JSON.parse(readFileSync(stampPath(target), 'utf8'));
  } catch {
    return undefined;
  }
}

function writeStamp(target, files) {
  mkdirSync(DIST, { recursive: true });
  try {
    writeFileSync(stampPath(target), JSON.stringify(files));
  } catch {
    // a read-only checkout: the comparison is made again next time
  }
}
