import { spawn } from 'node:child_process';
import type { Flavour } from './originals.ts';
import type { Sample } from './samples.ts';

/**
 * Has veraPDF judge each file by each standard it is listed with, in a container that sees nothing but the folder. What veraPDF says goes on
 * to standard output.
 * @param image such as "verapdf/cli:v1.30.2"
 * @returns what does not conform, or was not judged
 */
export async function judgeByVeraPdf(samples: readonly Sample[], folder: string, image: string): Promise<Sample[]> {
  const failed: Sample[] = [];
  for (const flavour of new Set(samples.map((sample) => sample.flavour))) {
    const own = samples.filter((sample) => sample.flavour === flavour);
    const report = await run('docker', veraPdfWords(own, flavour, folder, image));
    const passed = passedIn(report);
    failed.push(...own.filter(({ file }) => !passed.has(file)));
  }
  return failed;
}

function veraPdfWords(samples: readonly Sample[], flavour: Flavour, folder: string, image: string): string[] {
  const container = ['run', '--rm', '--network', 'none', '--volume', `${folder}:/data:ro`, image];
  // Absolute names: the program in the image does not start in /data.
  const files = samples.map(({ file }) => `/data/${file}`);
  return [...container, '--flavour', flavour, '--format', 'text', '--verbose', ...files];
}

/** Names of the files of which a report in veraPDF's text form says that they conform. */
export function passedIn(report: string): Set<string> {
  const names = [...report.matchAll(/^PASS (?:.*\/)?([^/\n]+\.pdf)(?: \S+)?\r?$/gm)].map(([, name = '']) => name);
  return new Set(names);
}

/** Standard output, shown too. The status says no more than the report does. */
function run(program: string, words: readonly string[]): Promise<string> {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => {
    parts.push(part);
    process.stdout.write(part);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(Buffer.concat(parts).toString('utf8')));
  });
}
