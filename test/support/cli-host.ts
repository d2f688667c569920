import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** One run of the command line. */
export interface HostedRun {
  /** The bundle's entry. */
  readonly entry: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All of it. */
  readonly env: NodeJS.ProcessEnv;
}

/** To the host. Standard input comes once, and ends with it. */
export type ToHost = { readonly run: HostedRun } | { readonly input: string };

/** From the host: what the run wrote, as it writes it, then its exit status. */
export type FromHost =
  | { readonly stdout: string }
  | { readonly stderr: string }
  | { readonly status: NonNullable<typeof process.exitCode> };

// The command line, run again and again in one process: its entry is evaluated anew each time, with standard streams, environment,
// folder and arguments of its own. What it has loaded stays loaded. A run is over when nothing would keep its own process alive.
const somePrivateKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
let runs = 0;
let feed: (input: string) => void = () => undefined;

process.on('message', (message: ToHost) => {
  if ('input' in message) feed(message.input);
  else void run(message.run);
});
process.on('disconnect', () => process.exit());

async function run({ entry, args, cwd, env }: HostedRun): Promise<void> {
  runs += 1;
  // The line to whoever asks for it.
  const idle = process.getActiveResourcesInfo().length;
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  process.argv = [process.execPath, entry, ...args];
  process.exitCode = undefined;
  const stdin = new Readable({ read: () => undefined });
  feed = (input) => {
    stdin.push(input);
    stdin.push(null);
  };
  replace('stdin', stdin);
  replace(
    'stdout',
    writing((stdout) => ({ stdout })),
  );
  replace(
    'stderr',
    writing((stderr) => ({ stderr })),
  );
  try {
    await import(`${pathToFileURL(entry).href}?run=${runs}`);
    while (process.getActiveResourcesInfo().length > idle) await setTimeout(1);
    // Errors that OpenSSL keeps would be taken for those of whoever reads a key next.
    createPrivateKey(somePrivateKey);
  } catch (error) {
    process.exitCode = 1;
    say({ stderr: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
  say({ status: process.exitCode ?? 0 });
}

function say(message: FromHost): void {
  process.send?.(message);
}

function writing(message: (text: string) => FromHost): Writable {
  return new Writable({
    decodeStrings: false,
    write: (chunk: string | Buffer, _encoding, done) => {
      say(message(chunk.toString()));
      done();
    },
  });
}

function replace(name: 'stdin' | 'stdout' | 'stderr', value: Readable | Writable): void {
  Object.defineProperty(process, name, { value, configurable: true });
}
