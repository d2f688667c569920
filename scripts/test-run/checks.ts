import { join } from 'node:path';
import { checkRooms } from '../locks/check-rooms.ts';
import { checkSources } from '../locks/check-sources.ts';
import { runPackage } from '../run-package.ts';
import type { Outcome } from './outcome.ts';

/** One check: its name and what it found; an empty text is a pass. */
interface Check {
  readonly name: string;
  readonly run: () => Promise<string>;
}

const ROOT = join(import.meta.dirname, '..', '..');

function program(name: string, path: string, args: readonly string[]): Check {
  return {
    name,
    run: async () => {
      const { status, output } = await runPackage(path, args);
      return status === 0 ? '' : output.trim() || `ended with status ${status} and said nothing`;
    },
  };
}

const typesOf = (environment: string): Check =>
  program(`types: ${environment}`, 'typescript-native/bin/tsc', ['-p', `tsconfig.${environment}.json`]);

/** The longest first: two at a time fill two cores. */
const CHECKS: readonly Check[] = [
  typesOf('node'),
  typesOf('renderer'),
  { name: 'rooms: dependency-cruiser', run: () => checkRooms(ROOT) },
  typesOf('shared'),
  typesOf('preload'),
  program('lint and format: biome', '@biomejs/biome/bin/biome', ['ci', '--colors=off', '--max-diagnostics=50']),
  { name: 'symbols, sizes and barrels', run: async () => checkSources(ROOT).join('\n') },
];

/** Runs every static check, two at a time, and prints a line for each; each counts as one test. */
export async function runChecks(print: (line: string) => void): Promise<Outcome> {
  const waiting = [...CHECKS];
  let passed = 0;
  let failed = 0;
  const worker = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const started = performance.now();
      const found = await check.run();
      const took = `${((performance.now() - started) / 1000).toFixed(1)} s`;
      if (found === '') {
        passed += 1;
        print(`  ✓ ${check.name} (${took})`);
      } else {
        failed += 1;
        print(`  ✖ ${check.name} (${took})\n${found}`);
      }
    }
  };
  await Promise.all([worker(), worker()]);
  return { passed, failed, skipped: [] };
}
