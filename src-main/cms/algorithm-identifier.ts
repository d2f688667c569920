import { type Der, Members } from './der.ts';
import { sequence } from './der-writer.ts';
import { oid, readOid } from './oid.ts';

/** AlgorithmIdentifier (RFC 5280, 4.1.1.2). */
export interface AlgorithmIdentifier {
  readonly oid: string;
  readonly parameters: Der | undefined;
  readonly der: Uint8Array;
}

/** `tag` for an implicitly tagged one. @throws FormatError */
export function readAlgorithm(value: Der, tag?: number): AlgorithmIdentifier {
  const members = new Members(value, tag);
  const algorithm = readOid(members.take());
  const parameters = members.more() ? members.take() : undefined;
  members.end();
  return { oid: algorithm, parameters, der: value.bytes };
}

/** DER of an AlgorithmIdentifier; without `parameters` they are absent. */
export function algorithmIdentifier(dotted: string, parameters?: Uint8Array): Uint8Array {
  return parameters === undefined ? sequence(oid(dotted)) : sequence(oid(dotted), parameters);
}
