import { isAppError } from '../../shared/contract/app-error.ts';
import type { VerificationReport } from '../../shared/domain/verification.ts';
import { ATTRIBUTE, singleValue } from '../cms/attributes.ts';
import type { Certificate } from '../cms/certificate.ts';
import { expectTag, TAG } from '../cms/der.ts';
import { digestBytes } from '../cms/digest.ts';
import { isFormatError } from '../cms/format-error.ts';
import { type ParsedSignedData, parseSignedData, type SignerInfo } from '../cms/parsed-signed-data.ts';
import { parseTimestampToken } from '../cms/timestamp-token.ts';
import { contentHashOf } from '../cms/verify-signer-info.ts';
import { collectSignatures, type FoundSignature } from '../pades/verify/collect-signatures.ts';
import { cmsEvidence, documentEvidence } from '../pades/verify/evidence.ts';
import { PdfDocument } from '../pdf/document.ts';
import { PdfName, PdfString } from '../pdf/objects.ts';
import { textOf } from '../pdf/text-string.ts';
import type { ByteSource } from '../platform/byte-source.ts';
import type { DictionaryEntries, ReportInput, SignatureBytes, TokenBytes } from '../report/report-input.ts';
import { isoTime } from '../trust/report.ts';
import { type FileKind, readCms } from './file-kind.ts';
import type { TrustMaterial } from './trust-store.ts';

type Material = Pick<ReportInput, 'signatures' | 'objects'>;

/** An item with its digest, as certificates, CRLs and OCSP responses are kept. */
interface Item {
  readonly sha256: string;
  readonly der: Uint8Array;
}

/** What was signed with one SignedData, by the place of its signature in the report. */
interface Found {
  /** What the report calls the signature. */
  readonly field: string;
  readonly cms: Uint8Array;
  /** Of the SignerInfo. */
  readonly index: number;
  readonly dictionary: DictionaryEntries | null;
}

const NOTHING: SignatureBytes = { toBeSigned: null, value: null, content: null, dictionary: null, tokens: [] };

/**
 * The bytes that stand behind a report: of each signature, and of every certificate and revocation answer that lies in the file or was given.
 * What cannot be read is left out; the report then names it by its digest.
 * @param source the file that was verified
 * @throws AppError INPUT_UNREADABLE, PDF_*, CMS_UNREADABLE, CONTAINER_DAMAGED as its verification did
 */
export async function reportMaterial(
  source: ByteSource,
  kind: FileKind,
  report: VerificationReport,
  { trust, password }: { readonly trust: TrustMaterial; readonly password?: string | undefined },
): Promise<Material> {
  const objects = new Map<string, Uint8Array>(trust.online?.found);
  const keep = (items: readonly Item[]): void => {
    for (const { sha256, der } of items) objects.set(sha256, der);
  };
  keep([...trust.anchors, ...listedOf(report, trust), ...trust.certificates, ...trust.crls, ...trust.ocsps]);
  const found =
    kind === 'pdf'
      ? await inPdf(source, password, keep)
      : kind === 'cms'
        ? inCms(await readCms(source), report)
        : await inContainer(source, report);
  const signatures = report.signatures.map((signature, index): SignatureBytes => {
    const one = found[index];
    return one !== undefined && one.field === signature.field ? bytesOf(one, keep) : NOTHING;
  });
  return { signatures, objects };
}

/** What of the trusted lists the report names. */
function listedOf({ setting }: VerificationReport, { rules }: TrustMaterial): Certificate[] {
  return setting.anchors.flatMap(({ sha256 }) => rules?.listed?.forTimestamps.get(sha256) ?? []);
}

async function inPdf(
  source: ByteSource,
  password: string | undefined,
  keep: (items: readonly Item[]) => void,
): Promise<Found[]> {
  const document = await PdfDocument.open(source, { password });
  const { signatures } = await collectSignatures(document);
  const evidence = await documentEvidence(
    document,
    signatures.map(({ revision }) => revision),
  );
  keep([...evidence.certificates, ...evidence.crls, ...evidence.ocsps]);
  const found: Found[] = [];
  for (const one of signatures) {
    const dictionary = await dictionaryOf(document.at(one.revision), one);
    found.push({ field: one.field, cms: one.signature.contents ?? new Uint8Array(0), index: 0, dictionary });
  }
  return found;
}

async function dictionaryOf(document: PdfDocument, { signature }: FoundSignature): Promise<DictionaryEntries> {
  const { dict, range, subFilter } = signature;
  const value = async (key: string): Promise<string | null> => {
    try {
      const object = await document.resolve(dict.get(key));
      if (object instanceof PdfName) return object.name;
      return object instanceof PdfString ? textOf(object) : null;
    } catch (error) {
      if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
      return null;
    }
  };
  return {
    filter: await value('Filter'),
    subFilter,
    byteRange: range === null ? null : [0, range.gapStart, range.gapEnd, range.end - range.gapEnd],
    name: await value('Name'),
    reason: await value('Reason'),
    location: await value('Location'),
    contact: await value('ContactInfo'),
  };
}

function inCms(cms: Uint8Array, { signatures }: VerificationReport): Found[] {
  return signatures.map(({ field }, index) => ({ field, cms, index, dictionary: null }));
}

/** Signatures of a container are named after their files there, with a number where one file holds several. */
async function inContainer(source: ByteSource, report: VerificationReport): Promise<Found[]> {
  const { openContainer } = await import('../cades/asic/read-container.ts');
  const container = await openContainer(source);
  try {
    const found: Found[] = [];
    for (const { field } of report.signatures) {
      const [, base = field, number = '1'] = /^(.*) \((\d+)\)$/.exec(field) ?? [];
      const entry = container.entries.find(({ name }) => name === field || name === base);
      const cms = entry?.name.endsWith('.p7s') === true ? await entry.bytes() : new Uint8Array(0);
      found.push({ field, cms, index: entry?.name === field ? 0 : Number(number) - 1, dictionary: null });
    }
    return found;
  } finally {
    container.close();
  }
}

function bytesOf({ cms, index, dictionary }: Found, keep: (items: readonly Item[]) => void): SignatureBytes {
  const parsed = readable(() => parseSignedData(cms));
  const signer = parsed?.signerInfos[index];
  if (parsed === undefined || signer === undefined) return { ...NOTHING, dictionary };
  keepAll(parsed, keep);
  const tokens = signer.unsignedAttributes.flatMap(({ values }) => values.flatMap(({ bytes }) => tokenOf(bytes, keep)));
  const { signedAttributesDer } = signer;
  return {
    toBeSigned:
      signedAttributesDer === undefined
        ? null
        : { algorithm: 'sha256', value: digestBytes('sha256', signedAttributesDer) },
    value: signer.signature,
    content: contentOf(signer),
    dictionary,
    tokens: [...tokens, ...tokenOf(cms, keep)],
  };
}

function keepAll(parsed: ParsedSignedData, keep: (items: readonly Item[]) => void): void {
  const { certificates, crls, ocsps } = cmsEvidence(parsed);
  keep([...certificates, ...crls, ...ocsps]);
}

function contentOf(signer: SignerInfo): SignatureBytes['content'] {
  const hash = contentHashOf(signer);
  const value = readable(() => {
    const attribute = singleValue(signer.signedAttributes ?? [], ATTRIBUTE.messageDigest);
    return attribute === undefined ? undefined : expectTag(attribute, TAG.octetString).content;
  });
  return hash === undefined || value === undefined ? null : { algorithm: hash, value };
}

/** The timestamp token that these bytes are, if they are one; padding is left out. */
function tokenOf(bytes: Uint8Array, keep: (items: readonly Item[]) => void): TokenBytes[] {
  const token = readable(() => parseTimestampToken(bytes));
  if (token === undefined) return [];
  keepAll(token.signedData, keep);
  return [{ time: isoTime(token.genTime), der: bytes }];
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return undefined;
  }
}
