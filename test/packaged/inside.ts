import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PARAMETER_SETS, verifyPostQuantum } from '../../src-main/cms/post-quantum.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import { openFile } from '../../src-main/platform/files.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import { programFolder, readProgramFilesBy } from '../../src-main/platform/program-files.ts';
import { pdfiumRenderer } from '../../src-main/render/pdfium-renderer.ts';
import { builtWindow } from '../../src-main/shell/dist-folder.ts';
import type { HostReply, HostRequest } from '../../src-main/tokens/host/protocol.ts';
import { nodeLauncher } from '../../src-main/tokens/node-launcher.ts';
import { chooseStoreKey, openPkcs12 } from '../../src-main/tokens/pkcs12/key-store.ts';
import { systemHelper } from '../../src-main/tokens/system/helper-program.ts';
import { background } from '../../src-main/workflow/background/background.ts';
import { openSession } from '../../src-main/workflow/session.ts';
import { SigningThreads } from '../../src-main/workflow/signing-threads/signing-threads.ts';
import { Turns } from '../../src-main/workflow/turns.ts';

/** What it is told, as JSON in the file that its argument names. */
export interface Wish {
  readonly home: string;
  readonly keyStore: string;
  readonly password: string;
  readonly source: string;
  readonly target: string;
  /** Stands in the mark. */
  readonly reason: string;
  /** ML-DSA-44, base64. */
  readonly postQuantum: { readonly publicKey: string; readonly message: string; readonly signature: string };
}

/** What it tells, as one line of JSON. */
export interface Told {
  readonly signed: { readonly signatures: number; readonly entries: number };
  /** Files of the program that were read while signing. */
  readonly readToSign: readonly string[];
  readonly verified: number;
  /** Dark pixels of the page, before and with the mark. */
  readonly ink: readonly [number, number];
  readonly postQuantum: boolean;
  readonly windowsHelper: string;
  /** Of what the window is made of. */
  readonly missing: readonly string[];
  readonly readers: HostReply;
  readonly load: HostReply;
}

const WIDTH = 612;
const MARK = { x0: 40, y0: 40, x1: 280, y1: 110 };

async function tell(wish: Wish): Promise<Told> {
  const readToSign: string[] = [];
  readProgramFilesBy((name) => {
    readToSign.push(name);
    return readFile(join(programFolder(), name));
  });
  const signed = await sign(wish);
  const read = [...readToSign];
  return {
    signed,
    readToSign: read,
    verified: await verify(wish),
    ink: [await inkOf(wish.source), await inkOf(wish.target)],
    postQuantum: checkPostQuantum(wish),
    windowsHelper: systemHelper('win32')?.args.at(-1) ?? '',
    missing: Object.values(builtWindow)
      .map((path) => path())
      .filter((path) => !existsSync(path)),
    ...(await askHost()),
  };
}

/** In a thread, as a large batch does. */
async function sign({ home, keyStore, password, source, target, reason }: Wish): Promise<Told['signed']> {
  const session = await openSession({}, { home: locateHome({ COUNTERSIGN_HOME: home }) });
  const secret = new TextEncoder().encode(password);
  const store = await openPkcs12(await readFile(keyStore), { name: 'signer.p12', password: secret });
  const signer = chooseStoreKey(store, {}).signer();
  const threads = await SigningThreads.start({ home: session.home.path, trust: {} }, 1);
  try {
    const place = { page: 1, rect: MARK };
    const parts = {
      clock: session.clock,
      ledger: session.ledger,
      turn: new Turns().next(),
      unlock: async () => signer,
    };
    const { report } = await threads.sign({ source, target, replace: false, reason, place }, parts);
    return { signatures: report.signatures.length, entries: session.ledger.entries(0, 10).length };
  } finally {
    await threads.stop();
    await session.close();
  }
}

async function verify({ home, target }: Wish): Promise<number> {
  const file = await openFile(target);
  try {
    const { path, descriptor, size } = file;
    const about = { home, path, password: undefined, content: undefined, online: false };
    const args = { ...about, now: systemClock.now().getTime(), file: { descriptor, size, name: 'it' } };
    return (await background.perform('verify', args, { report: () => undefined })).signatures.length;
  } finally {
    await background.close();
    await file.close();
  }
}

async function inkOf(path: string): Promise<number> {
  const file = await openFile(path);
  const renderer = pdfiumRenderer();
  try {
    const document = await renderer.open(file);
    const { rgba } = await document.render(1, { width: WIDTH, annotations: true });
    return rgba.reduce((ink, value, index) => (index % 4 === 0 && value < 128 ? ink + 1 : ink), 0);
  } finally {
    await renderer.close();
    await file.close();
  }
}

function checkPostQuantum({ postQuantum }: Wish): boolean {
  const mlDsa44 = PARAMETER_SETS['2.16.840.1.101.3.4.3.17'];
  if (mlDsa44 === undefined) return false;
  const bytes = (text: string) => Buffer.from(text, 'base64');
  const { publicKey, message, signature } = postQuantum;
  return verifyPostQuantum(mlDsa44, bytes(publicKey), bytes(message), bytes(signature));
}

/** One of PC/SC, one that cannot succeed: both need a native module. */
async function askHost(): Promise<Pick<Told, 'readers' | 'load'>> {
  const host = nodeLauncher(builtWindow.tokenHost()).launch('');
  const ask = (request: HostRequest) =>
    new Promise<HostReply>((resolve, reject) => {
      host.onReply((reply) => resolve(reply as HostReply));
      host.onExit((exit) => reject(new Error(`the token host ended: ${JSON.stringify(exit)}`)));
      host.post(request);
    });
  try {
    const readers = await ask({ id: 1, call: 'readers', args: { pinPads: false } });
    return { readers, load: await ask({ id: 2, call: 'load', args: { module: '/not/there/module.so' } }) };
  } finally {
    host.kill();
  }
}

process.stdout.write(
  `${JSON.stringify(await tell(JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as Wish))}\n`,
);
