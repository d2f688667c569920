import type { PkiSigner } from '../../../scripts/pki/make-pki.ts';
import type { Variant } from './attack.ts';
import { CATALOG, contract, FORM, PAGE, signatureObjects, stream } from './contract.ts';
import { appendRevision, type RawObjects, relist, sign } from './raw-pdf.ts';

const OTHER_TEXT = stream('BT /F1 12 Tf 72 720 Td (I owe you nothing) Tj ET');
const SIGNED: RawObjects = { ...signatureObjects(9, 'First'), 3: PAGE('6 0 R 8 0 R 9 0 R'), 7: FORM('8 0 R 9 0 R') };
/** Validation data, which may always be added. */
const STORE: RawObjects = {
  1: CATALOG.replace('>>', '/DSS 30 0 R >>'),
  30: '<< /Type /DSS /Certs [31 0 R] >>',
  31: stream('a certificate'),
};
const ROOM = 60_000;

/** The contract with a second text under the number of the first, which no table lists yet. */
function withTwin(): string {
  const plain = contract().toString('latin1');
  const at = plain.lastIndexOf('xref\n0');
  const twin = `4 0 obj\n${OTHER_TEXT}\nendobj\n`;
  return `${plain.slice(0, at)}${twin}${plain.slice(at)}`.replace(/startxref\n\d+/, `startxref\n${at + twin.length}`);
}

const twinAt = (text: string): number => text.indexOf(`4 0 obj\n${OTHER_TEXT}`);
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Leaves the text out of the one table of a document and points that table at a place behind the end. */
function pointingBehind(text: string, entry: string): Buffer {
  return latin1(text.replace(/4 1\n\d{10} 00000 n \n/, '').replace('trailer\n<<', `trailer\n<< ${entry} ${ROOM}`));
}

const padded = (pdf: Buffer): Buffer => Buffer.concat([pdf, Buffer.alloc(ROOM - pdf.length, ' ')]);

/**
 * Documents whose signed bytes promise a table that comes only after the signature: what it says belongs to an old revision, though
 * nobody signed it. Then validation data, so that the signed revision has its end.
 */
export function lateTables(alice: PkiSigner): Variant[] {
  const plain = withTwin();
  const linearised = plain.replace('%\xe2\xe3\xcf\xd3\n', '%\xe2\xe3\xcf\xd3\n99 0 obj\n<< /Linearized 1 >>\nendobj\n');
  const shift = linearised.length - plain.length;
  const moved = linearised
    .replace(/(\d{10}) 00000 n/g, (_row, place: string) => `${String(Number(place) + shift).padStart(10, '0')} 00000 n`)
    .replace(/startxref\n(\d+)/, (_line, place: string) => `startxref\n${Number(place) + shift}`);
  const variants: Variant[] = [];
  const late = (name: string, base: Buffer, table: (signed: Buffer) => string): void => {
    const signed = sign(appendRevision(base, SIGNED), alice);
    const room = padded(signed);
    const promised = Buffer.concat([room, latin1(table(room))]);
    const text = signed.toString('latin1');
    const last = [...text.matchAll(/startxref\n(\d+)/g)].at(-1)?.[1] ?? '';
    const found = Buffer.concat([promised, latin1(`startxref\n${last}\n%%EOF\n`)]);
    variants.push({ name, pdf: found }, { name: `${name}, under validation data`, pdf: appendRevision(found, STORE) });
  };
  late(
    'a linearised table behind the signature',
    pointingBehind(moved, '/Prev'),
    () => `xref\n4 1\n${String(twinAt(moved)).padStart(10, '0')} 00000 n \ntrailer\n<< /Size 100 /Root 1 0 R >>\n`,
  );
  late('a hidden table behind the signature', pointingBehind(plain, '/XRefStm'), () => {
    const row = Buffer.alloc(7);
    row.writeUInt8(1, 0);
    row.writeUInt32BE(twinAt(plain), 1);
    return `50 0 obj\n<< /Type /XRef /Size 51 /W [1 4 2] /Index [4 1] /Root 1 0 R /Length 7 >>\nstream\n${row.toString('latin1')}\nendstream\nendobj\n`;
  });
  const signed = sign(appendRevision(latin1(plain), SIGNED), alice);
  const text = signed.toString('latin1');
  const placeOf = (num: number): number => text.lastIndexOf(`\n${num} 0 obj\n`) + 1;
  const places = { 3: placeOf(3), 4: twinAt(text), 7: placeOf(7), 9: placeOf(9), 10: placeOf(10), 11: placeOf(11) };
  const first = /startxref\n(\d+)/.exec(text)?.[1] ?? '';
  const skipping = latin1(
    relist(signed, places)
      .toString('latin1')
      .replace(/\/Prev \d+(?![\s\S]*\/Prev)/, `/Prev ${first}`),
  );
  variants.push(
    { name: 'a table that passes over the signed one', pdf: skipping },
    { name: 'a table that passes over the signed one, under validation data', pdf: appendRevision(skipping, STORE) },
  );
  return variants;
}
