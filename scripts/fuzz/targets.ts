import { isAppError } from '../../shared/contract/app-error.ts';
import { Certificate } from '../../src-main/cms/certificate.ts';
import { Crl } from '../../src-main/cms/crl.ts';
import { FormatError } from '../../src-main/cms/format-error.ts';
import { OcspResponse } from '../../src-main/cms/ocsp-response.ts';
import { parseSignedData } from '../../src-main/cms/parsed-signed-data.ts';
import { parseTimestampToken } from '../../src-main/cms/timestamp-token.ts';
import { verifyPdf } from '../../src-main/pades/verify/verify-pdf.ts';
import { PdfDocument } from '../../src-main/pdf/document.ts';
import { PdfRef, PdfStream } from '../../src-main/pdf/objects.ts';
import { rebuildPdf } from '../../src-main/pdf/repair/rebuild.ts';
import { bytesSource } from '../../src-main/platform/byte-source.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import { planSignature } from '../../src-main/workflow/field-rules.ts';
import { documentFacts } from '../../src-main/workflow/open-document.ts';
import type { Target } from './protocol.ts';

const NOTHING_TRUSTED = { anchors: [], certificates: [], crls: [] };

/** Every target by name; what it throws beside the product's own errors is a finding. */
const WORK: Readonly<Record<Target, (bytes: Uint8Array) => Promise<void>>> = {
  read: async (bytes) => {
    await documentFacts({ source: bytesSource(bytes), password: undefined });
    const document = await PdfDocument.open(bytesSource(bytes));
    for (const [num, entry] of [...(document.revisions.at(-1)?.entries ?? [])].slice(0, 500)) {
      const ref = new PdfRef(num, entry.type === 'offset' ? entry.gen : 0);
      const object = await ignoringRefusals(() => document.object(ref));
      if (object instanceof PdfStream) await ignoringRefusals(() => document.decode(object));
    }
  },
  verify: async (bytes) => {
    await verifyPdf(bytesSource(bytes), { ...NOTHING_TRUSTED, at: systemClock.now() });
  },
  sign: async (bytes) => {
    await planSignature(await PdfDocument.open(bytesSource(bytes)), {});
  },
  repair: async (bytes) => {
    await rebuildPdf(bytesSource(bytes), async () => undefined);
  },
  der: async (bytes) => {
    for (const read of DER_READERS) await ignoringRefusals(async () => read(bytes));
  },
};

const DER_READERS: readonly ((bytes: Uint8Array) => unknown)[] = [
  (bytes) => new Certificate(bytes),
  (bytes) => new Crl(bytes),
  (bytes) => new OcspResponse(bytes),
  parseSignedData,
  parseTimestampToken,
];

async function ignoringRefusals<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof FormatError || (isAppError(error) && error.code !== 'INTERNAL');
}

/** Runs one target. @returns what went wrong, undefined where nothing did */
export async function attempt(target: Target, bytes: Uint8Array): Promise<string | undefined> {
  try {
    await WORK[target](bytes);
    return undefined;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
