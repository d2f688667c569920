import { children, type Der, Members, readDer, TAG } from './der.ts';
import { FormatError } from './format-error.ts';
import { decodeText } from './name.ts';
import { readOid } from './oid.ts';

/** One PolicyInformation (RFC 5280, 4.2.1.4). */
export interface PolicyInformation {
  readonly oid: string;
  readonly qualifiers: readonly PolicyQualifier[];
}

/** Where a policy is explained. Qualifiers of other kinds are left out. */
export type PolicyQualifier =
  | { readonly kind: 'cps'; readonly uri: string }
  | { readonly kind: 'notice'; readonly text: string };

const CPS = '1.3.6.1.5.5.7.2.1';
const USER_NOTICE = '1.3.6.1.5.5.7.2.2';
/** Hostile certificates: each policy costs a little at every certificate of a path. */
const MOST = 1_000;

/** Content of certificatePolicies. @throws FormatError */
export function readCertificatePolicies(value: Uint8Array): PolicyInformation[] {
  const items = children(readDer(value, TAG.sequence));
  if (items.length > MOST) throw new FormatError('A certificate names more policies than anybody has.');
  return items.map((item) => {
    const members = new Members(item);
    const oid = readOid(members.take());
    const qualifiers = members.optional(TAG.sequence);
    members.end();
    return { oid, qualifiers: qualifiers === undefined ? [] : children(qualifiers).flatMap(readQualifier) };
  });
}

function readQualifier(value: Der): PolicyQualifier[] {
  const members = new Members(value);
  const kind = readOid(members.take());
  const content = members.more() ? members.take() : undefined;
  if (content === undefined) return [];
  if (kind === CPS) return [{ kind: 'cps', uri: Buffer.from(content.content).toString('latin1') }];
  if (kind !== USER_NOTICE) return [];
  // A noticeRef before the text names a notice by its number in somebody's book: nothing to show.
  const text = children(content).find(({ tag }) => tag !== TAG.sequence);
  const decoded = text === undefined ? undefined : decodeText(text);
  return decoded === undefined ? [] : [{ kind: 'notice', text: decoded }];
}

/** Pairs of issuer's and subject's policy (RFC 5280, 4.2.1.5). @throws FormatError */
export function readPolicyMappings(value: Uint8Array): { issuer: string; subject: string }[] {
  const items = children(readDer(value, TAG.sequence));
  if (items.length > MOST) throw new FormatError('A certificate maps more policies than anybody has.');
  return items.map((item) => {
    const members = new Members(item);
    const pair = { issuer: readOid(members.take()), subject: readOid(members.take()) };
    members.end();
    return pair;
  });
}
