import { AppError } from '../../shared/contract/app-error.ts';

/** What a leaf says: what happened, when, to which bytes, by which certificate. No name of a person or a document. */
export interface Leaf {
  /** "document.signed", "entry.erased" … */
  readonly kind: string;
  /** ISO 8601, UTC, from the system clock: claimed. */
  readonly time: string;
  /** 16 random bytes, hexadecimal: the signing run that made the entry. Null for entries the ledger makes itself. */
  readonly operation: string | null;
  /** Hexadecimal SHA-256 of the file before and after. */
  readonly sourceSha256: string | null;
  readonly resultSha256: string | null;
  /** Hexadecimal SHA-256 of the signer's certificate. */
  readonly signerSha256: string | null;
  /** Hexadecimal HMAC-SHA-256 of the personal data under its own salt. Null where there is none. */
  readonly commitment: string | null;
  /** Position of the entry whose personal data was erased by this one, else null. */
  readonly erases: number | null;
}

/** Leaf data is JSON in the canonical form of RFC 8785 (keys in order, no white space), ASCII. Nothing else is a leaf. */
const HASH = '(?:null|"([0-9a-f]{64})")';
const FORM = new RegExp(
  `^{"commitment":${HASH},"erases":(?:null|(0|[1-9][0-9]{0,14})),"format":1,"kind":"([a-z]+(?:[.-][a-z]+)*)",` +
    `"operation":(?:null|"([0-9a-f]{32})"),"resultSha256":${HASH},"signerSha256":${HASH},"sourceSha256":${HASH},` +
    '"time":"(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)"}$',
);

/**
 * Leaf data.
 * @throws AppError INPUT_INVALID where a value has another form than `Leaf` asks for
 */
export function encodeLeaf(leaf: Leaf): Buffer {
  const { commitment, erases, kind, operation, resultSha256, signerSha256, sourceSha256, time } = leaf;
  const content = { commitment, erases, format: 1, kind, operation, resultSha256, signerSha256, sourceSha256, time };
  const json = JSON.stringify(content);
  if (FORM.test(json)) return Buffer.from(json, 'latin1');
  throw new AppError(
    'INPUT_INVALID',
    'A ledger entry needs a kind in lower case, an operation of 16 bytes and SHA-256 hashes, both in hexadecimal.',
  );
}

/** Reads leaf data back; undefined for anything `encodeLeaf` does not write. */
export function decodeLeaf(bytes: Uint8Array): Leaf | undefined {
  const found = FORM.exec(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'));
  const [, commitment, erases, kind, operation, resultSha256, signerSha256, sourceSha256, time] = found ?? [];
  if (kind === undefined || time === undefined) return undefined;
  return {
    kind,
    time,
    operation: operation ?? null,
    sourceSha256: sourceSha256 ?? null,
    resultSha256: resultSha256 ?? null,
    signerSha256: signerSha256 ?? null,
    commitment: commitment ?? null,
    erases: erases === undefined ? null : Number(erases),
  };
}
