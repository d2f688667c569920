import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { algorithmIdentifier } from '../../src-main/cms/algorithm-identifier.ts';
import { Certificate } from '../../src-main/cms/certificate.ts';
import { contextTag, TAG } from '../../src-main/cms/der.ts';
import { bitString, encode, integer, octetString, sequence, setOf, time } from '../../src-main/cms/der-writer.ts';
import { oid } from '../../src-main/cms/oid.ts';

/** A name with a key. */
export interface Entity {
  readonly name: string;
  readonly key: KeyObject;
  readonly spki: Uint8Array;
  readonly keyId: Uint8Array;
}

export interface Issue {
  readonly subject: Entity;
  readonly issuer: Entity;
  readonly notAfter?: Date;
  /** False for a certificate of somebody who may not issue. */
  readonly ca?: boolean;
  readonly pathLength?: number;
  /** False: no key identifiers. */
  readonly keyIds?: boolean;
  /** True: the signature is of somebody else. */
  readonly forged?: boolean;
}

const ED25519 = algorithmIdentifier('1.3.101.112');
const TRUE = encode(TAG.boolean, Uint8Array.of(0xff));

let made = 0;

export function entity(name: string): Entity {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  made += 1;
  const keyId = Buffer.from(made.toString(16).padStart(40, '0'), 'hex');
  return { name, key: privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }), keyId };
}

/** A small certificate, made quickly: graphs of a thousand are for tests that count. Valid from 2020 to 2040. */
export function issue({ subject, issuer, notAfter, ca = true, pathLength, keyIds = true, forged = false }: Issue) {
  made += 1;
  const length = pathLength === undefined ? [] : [integer(pathLength)];
  const extensions = [
    extension('2.5.29.19', true, sequence(...(ca ? [TRUE, ...length] : []))),
    ...(keyIds
      ? [
          extension('2.5.29.14', false, octetString(subject.keyId)),
          extension('2.5.29.35', false, sequence(encode(contextTag(0, false), issuer.keyId))),
        ]
      : []),
  ];
  const tbs = sequence(
    encode(contextTag(0), integer(2)),
    integer(made),
    ED25519,
    nameOf(issuer),
    sequence(time(new Date('2020-01-01T00:00:00Z')), time(notAfter ?? new Date('2040-01-01T00:00:00Z'))),
    nameOf(subject),
    subject.spki,
    encode(contextTag(3), sequence(...extensions)),
  );
  const signature = sign(null, tbs, forged ? STRANGER : issuer.key);
  return new Certificate(sequence(tbs, ED25519, bitString(signature)));
}

const STRANGER = generateKeyPairSync('ed25519').privateKey;

/** Everybody certifies everybody, himself included: the square of the number of entities. */
export function mesh(entities: readonly Entity[], changes: Partial<Issue> = {}): Certificate[] {
  return entities.flatMap((issuer) => entities.map((subject) => issue({ subject, issuer, ...changes })));
}

function nameOf({ name }: Entity): Uint8Array {
  return sequence(setOf([sequence(oid('2.5.4.3'), encode(TAG.utf8String, Buffer.from(name)))]));
}

function extension(type: string, critical: boolean, value: Uint8Array): Uint8Array {
  return sequence(oid(type), ...(critical ? [TRUE] : []), octetString(value));
}
