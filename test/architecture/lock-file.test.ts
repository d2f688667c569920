import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PROJECT_ROOT } from '../support/tools.ts';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, Locked>>;
};

/** As Node resolves it: in the package's own node_modules, then in those of the folders above. */
function isLocked(from: string, name: string): boolean {
  const above = from.split(/\/?node_modules\//).slice(1);
  const folders = above.map(
    (_, depth) =>
      `${above
        .slice(0, depth + 1)
        .map((part) => `node_modules/${part}`)
        .join('/')}/`,
  );
  return ['', ...folders].some((folder) => packages[`${folder}node_modules/${name}`] !== undefined);
}

it('locks every package that a locked package names, for every platform: "npm ci" refuses anything else', () => {
  const missing = Object.entries(packages).flatMap(([path, { dependencies = {}, optionalDependencies = {} }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !isLocked(path, name))
      .map((name) => `${path} → ${name}`),
  );
  expect(missing).toEqual([]);
});

it('has an integrity hash for every package that is not an optional one of another platform', () => {
  const without = Object.entries(packages)
    .filter(([path, { integrity, optional, link }]) => path !== '' && integrity === undefined && !optional && !link)
    .map(([path]) => path);
  expect(without).toEqual([]);
});
