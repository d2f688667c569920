import type { ByteSource } from '../platform/byte-source.ts';

/** A file that proves when another one existed: a timestamp (RFC 3161, RFC 5544), or an evidence record (RFC 4998). */
export type ProofKind = 'timestamp' | 'evidence';

const BY_NAME: readonly [RegExp, ProofKind | undefined][] = [
  [/\.(tst|tsr|tsd)$/i, 'timestamp'],
  [/\.(ers|er)$/i, 'evidence'],
  [/\.(pdf|p7s|p7m|sig|asice|asics|sce|scs|bdoc|edoc)$/i, undefined],
];
const HEAD = 128;
/** What follows a SEQUENCE and its length, in hexadecimal. */
const inSequence = (rest: string) => new RegExp(`^30(?:[0-7].|80|81..|82.{4}|83.{6}|84.{8})${rest}`);
/** TimeStampedData, and a SignedData whose content is a TSTInfo, by the OIDs they begin with. */
const TIMESTAMPED_DATA = inSequence('060b2a864886f70d010910011f');
const TOKEN = inSequence('06092a864886f70d010702.*060b2a864886f70d0109100104');
/** TimeStampResp: a short status first. */
const RESPONSE = inSequence('30[0-7].02010[0-5]');
/** EvidenceRecord: version 1, then a list of hash algorithms. */
const RECORD = inSequence('02010130');

/**
 * Whether a file proves a time, by its name, else by its first bytes. What calls itself a document or a signature is left to its reader.
 * @param name of the file, with its ending
 */
export async function proofKind(source: ByteSource, name: string): Promise<ProofKind | undefined> {
  const known = BY_NAME.find(([ending]) => ending.test(name));
  if (known !== undefined) return known[1];
  const head = Buffer.from(await source.read(0, Math.min(HEAD, source.size))).toString('hex');
  if ([TIMESTAMPED_DATA, TOKEN, RESPONSE].some((start) => start.test(head))) return 'timestamp';
  return RECORD.test(head) ? 'evidence' : undefined;
}
