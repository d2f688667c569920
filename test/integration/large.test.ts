import { createHash } from 'node:crypto';
import { createReadStream, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { writeBigPdf } from '../../bench/support/big-pdf.ts';
import { usageOf } from '../../bench/support/processes.ts';
import { PkiServices } from '../../scripts/pki/services.ts';
import { createPkcs12 } from '../../src-main/tokens/pkcs12/create.ts';
import { jsonOf, startCli } from '../support/cli.ts';
import { describeWith, temporaryFolder, toolPath } from '../support/tools.ts';
import { pdfsigVerdicts, qpdfComplaint } from '../support/witnesses.ts';

const PASSWORD = 'correct horse';
const MB = 1_000_000;
/** MB for the process and its children together. */
const MEMORY = 200;

/** Over 2 and 4 GiB numbers leave 32 bits, signed and not. The smaller one shows as well that nothing grows with the file. */
const SIZES = [
  { name: '300 MB', size: 300 * MB, form: 'table', byDefault: true },
  { name: '1 GB', size: 1000 * MB, form: 'stream', byDefault: false },
  { name: '5 GB', size: 5000 * MB, form: 'table', byDefault: false },
  { name: '5 GB with a cross-reference stream', size: 5000 * MB, form: 'stream', byDefault: false },
] as const;

for (const { name, size, form, byDefault } of SIZES) {
  describeWith(`a file of ${name}`, missing(size, byDefault), () => {
    const folder = temporaryFolder('countersign-large-');
    const at = (file: string) => join(folder, file);
    let services: PkiServices;
    let original: { readonly size: number; readonly sha256: string };

    beforeAll(async () => {
      services = await PkiServices.start();
      const { key, certificate, chain, name: friendlyName } = services.pki.signer('rsa-2048');
      const password = new TextEncoder().encode(PASSWORD);
      const store = await createPkcs12({ key, certificate, chain, password, friendlyName, iterations: 1000 });
      writeFileSync(at('signer.p12'), store);
      writeFileSync(at('root.cer'), services.pki.root.certificate);
      await writeBigPdf(at('source.pdf'), size, form);
      const length = statSync(at('source.pdf')).size;
      original = { size: length, sha256: await digestOf(at('source.pdf'), length) };
      return async () => {
        rmSync(folder, { recursive: true, force: true });
        await services.close();
      };
    });

    /** Runs a command, watching its memory and what it reads: `passes` times the file, and a little around it. */
    async function run(passes: number, ...words: readonly string[]): Promise<Record<string, unknown>> {
      const env = { COUNTERSIGN_HOME: at('home'), TEST_PASSWORD: PASSWORD };
      const { child, ended } = startCli([...words, '--json'], { env });
      let seen = { megabytes: 0, read: 0 };
      const timer = setInterval(() => {
        const { megabytes, read } = usageOf(child.pid ?? 0);
        seen = { megabytes: Math.max(seen.megabytes, megabytes), read: Math.max(seen.read, read) };
      }, 20);
      const result = await ended.finally(() => clearInterval(timer));
      expect(result.status, `${words.join(' ')}\n${result.stderr}`).toBe(0);
      expect(seen.megabytes, `memory of ${words[0]}`).toBeLessThan(MEMORY);
      expect(seen.read, `bytes read by ${words[0]}`).toBeLessThan(passes * size + 60 * MB);
      return jsonOf(result);
    }

    it('is signed, extended, verified in constant memory with two passes, and read by others', async () => {
      const authority = ['--tsa', services.tsaUrl()];
      const trust = ['--trust', at('root.cer')];
      const key = ['--p12', at('signer.p12'), '--pin-env', 'TEST_PASSWORD'];
      const signed = await run(2, 'sign', at('source.pdf'), '-o', at('signed.pdf'), ...key, ...authority, ...trust);
      expect(signed).toMatchObject({ level: 'B-B' });
      rmSync(at('source.pdf'));
      const level = ['--level', 'B-LTA', ...authority, ...trust];
      const extended = await run(2, 'extend', at('signed.pdf'), '-o', at('long.pdf'), ...level);
      expect(extended).toMatchObject({ level: 'B-LTA' });
      rmSync(at('signed.pdf'));
      const report = await run(1, 'verify', at('long.pdf'), ...trust);
      expect(report).toMatchObject({
        verdict: 'TOTAL-PASSED',
        signatures: [{ level: 'B-LTA' }, { kind: 'timestamp' }],
      });
      expect(await digestOf(at('long.pdf'), original.size)).toBe(original.sha256);
      if (toolPath('qpdf') !== undefined) expect(await qpdfComplaint(at('long.pdf'))).toBe('');
      if (toolPath('pdfsig') !== undefined)
        expect(await pdfsigVerdicts(at('long.pdf'))).toContainEqual({ valid: true, whole: false });
    }, 900_000);
  });
}

/** SHA-256 of the first `length` bytes, hexadecimal. */
async function digestOf(file: string, length: number): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { end: length - 1, highWaterMark: MB }))
    hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Why a size is left out; two copies lie on the disk at a time. */
function missing(size: number, byDefault: boolean): string | undefined {
  if (process.platform !== 'linux') return 'memory and reads are counted by /proc, which is Linux only';
  if (!byDefault && process.env.COUNTERSIGN_LARGE !== '1') return 'takes a minute and more: COUNTERSIGN_LARGE=1';
  const { bavail, bsize } = statfsSync(tmpdir());
  return bavail * bsize < 2.2 * size ? `no room in ${tmpdir()}` : undefined;
}
