import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../../shared/merkle/base64.ts';
import {
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from '../../../shared/merkle/checkpoint.ts';
import { ed25519Verifier } from '../../../shared/merkle/ed25519-verifier.ts';
import { hasher } from '../../../shared/merkle/hash.ts';
import { formatNote, type NoteSigner, parseNote, signNote, verifyNote } from '../../../shared/merkle/signed-note.ts';
import { formatTlogProof, parseTlogProof, verifyTlogProof } from '../../../shared/merkle/tlog-proof.ts';
import { ed25519VerifierKey, formatVerifierKey, parseVerifierKey } from '../../../shared/merkle/verifier-key.ts';

const malformed = expect.objectContaining({ code: 'NOTE_MALFORMED' });
const untrusted = expect.objectContaining({ code: 'NOTE_UNTRUSTED' });

// The worked example of C2SP signed-note.
const VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const NOTE = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;
// The worked example of C2SP tlog-cosignature, whose first three lines are that of tlog-checkpoint.
const COSIGNED = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`;

function newKey(name: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
  const key = ed25519VerifierKey(name, raw);
  const signer: NoteSigner = { name, keyId: key.keyId, sign: (message) => sign(null, message, privateKey) };
  return { key, signer, verifier: ed25519Verifier(key) };
}

describe('C2SP signed-note', () => {
  test('the worked example verifies with its verifier key', () => {
    const key = parseVerifierKey(VKEY);
    expect(formatVerifierKey(key)).toBe(VKEY);
    const note = parseNote(NOTE);
    expect(note.text).toBe('This is an example message.\n');
    expect(verifyNote(note, [ed25519Verifier(key)])).toHaveLength(1);
    expect(formatNote(note)).toBe(NOTE);
  });

  test('an altered text or signature of a known key rejects the note', () => {
    const trusted = [ed25519Verifier(parseVerifierKey(VKEY))];
    expect(() => verifyNote(parseNote(NOTE.replace('example message', 'example massage')), trusted)).toThrow(untrusted);
    expect(() => verifyNote(parseNote(NOTE.replace('Uw2QOkn8', 'Uw2QOkn9')), trusted)).toThrow(untrusted);
  });

  test('unknown keys are passed over, but at least one known key must have signed', () => {
    const [a, b, stranger] = [newKey('a.example'), newKey('b.example'), newKey('a.example')];
    const note = parseNote(signNote('text\n\nwith an empty line\n', [stranger.signer, a.signer, b.signer]));
    expect(verifyNote(note, [a.verifier, b.verifier]).map(({ name }) => name)).toEqual(['a.example', 'b.example']);
    expect(verifyNote(note, [b.verifier])).toHaveLength(1);
    expect(() => verifyNote(note, [newKey('c.example').verifier])).toThrow(untrusted);
    const forged = { ...note, signatures: note.signatures.map((s) => ({ ...s, signature: new Uint8Array(64) })) };
    expect(() => verifyNote(forged, [a.verifier])).toThrow(untrusted);
  });

  test('sixteen signatures are read, thousands are not', () => {
    const { signer } = newKey('a.example');
    expect(
      parseNote(
        signNote(
          'text\n',
          Array.from({ length: 16 }, () => signer),
        ),
      ).signatures,
    ).toHaveLength(16);
    expect(() =>
      signNote(
        'text\n',
        Array.from({ length: 101 }, () => signer),
      ),
    ).toThrow(malformed);
  });

  test.each([
    ['empty', ''],
    ['no signature', 'text\n'],
    ['no signature line', 'text\n\n'],
    ['no newline at the end', NOTE.slice(0, -1)],
    ['hyphen for the dash', NOTE.replace('—', '-')],
    ['CRLF', NOTE.replaceAll('\n', '\r\n')],
    ['tab', NOTE.replace('example message', 'example\tmessage')],
    ['half a surrogate pair', NOTE.replace('message', '\ud800')],
    ['plus in the name', NOTE.replace('/foo ', '/f+o ')],
    ['no-break space in the name', NOTE.replace('/foo ', '/f\u00a0o ')],
    ['base64 without padding', NOTE.replace('QM=', 'QM')],
    ['base64 with loose bits', NOTE.replace('QM=', 'QN=')],
    ['signature of a key ID only', NOTE.replace(/Uw2QOk\S+/, 'Uw2QOg==')],
    ['text after the signature', `${NOTE}more\n`],
  ])('malformed: %s', (_, note) => {
    expect(() => parseNote(note)).toThrow(malformed);
  });

  test.each([
    ['other name', VKEY.replace('foo', 'fop')],
    ['other id', VKEY.replace('530d', '530e')],
    ['other type', VKEY.replace('+Aek', '+Bek')],
    ['short', VKEY.slice(0, -4)],
    ['no name', VKEY.slice(VKEY.indexOf('+'))],
  ])('malformed verifier key: %s', (_, text) => {
    expect(() => parseVerifierKey(text)).toThrow(malformed);
  });

  test('base64 is that of Node, and only in its canonical form', () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 151 + length) & 0xff);
      const text = Buffer.from(bytes).toString('base64');
      expect(encodeBase64(bytes)).toBe(text);
      expect(decodeBase64(text)).toEqual(bytes);
    }
    for (const wrong of ['A', 'AA', 'AAA', 'AB==', 'AAB=', 'AA==AA==', 'A===', ' AAA', 'AA-_', 'AAAA\n']) {
      expect(decodeBase64(wrong), wrong).toBeUndefined();
    }
  });
});

describe('C2SP tlog-checkpoint and tlog-proof', () => {
  test('the worked example parses, cosignature included', () => {
    const note = parseNote(COSIGNED);
    expect(note.signatures.map(({ name, signature }) => [name, signature.length])).toEqual([
      ['example.com/behind-the-sofa', 64],
      ['witness.example.com/w1', 72],
    ]);
    const checkpoint = parseCheckpoint(note.text);
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20852163, extensions: [] });
    expect(formatCheckpoint(checkpoint)).toBe(note.text);
  });

  test('signed, opened again, and refused from a witness alone', () => {
    const [log, witness] = [newKey('log.example'), newKey('witness.example')];
    const checkpoint = { origin: 'log.example', size: 3, root: hasher.leaf(Buffer.from('x')), extensions: [] };
    const both = signCheckpoint(checkpoint, [log.signer, witness.signer]);
    expect(openCheckpoint(both, log.verifier, [witness.verifier])).toMatchObject(checkpoint);
    const witnessOnly = signCheckpoint(checkpoint, [witness.signer]);
    expect(() => openCheckpoint(witnessOnly, log.verifier, [witness.verifier])).toThrow(untrusted);
  });

  const root = encodeBase64(new Uint8Array(32));
  test.each([
    ['no root', 'o\n1\n'],
    ['empty origin', `\n1\n${root}\n`],
    ['leading zero', `o\n01\n${root}\n`],
    ['sign', `o\n+1\n${root}\n`],
    ['beyond 2^53', `o\n9007199254740993\n${root}\n`],
    ['short root', 'o\n1\nAAAA\n'],
    ['empty extension', `o\n1\n${root}\n\n`],
    ['no newline', `o\n1\n${root}`],
  ])('malformed checkpoint: %s', (_, text) => {
    expect(() => parseCheckpoint(text)).toThrow(malformed);
  });

  test('a proof file carries everything but the key', () => {
    const log = newKey('log.example');
    const [a, b] = [hasher.leaf(Buffer.from('a')), hasher.leaf(Buffer.from('b'))];
    const checkpoint = { origin: 'log.example', size: 2, root: hasher.node(a, b), extensions: [] };
    const text = formatTlogProof({ index: 1, proof: [a], checkpoint: signCheckpoint(checkpoint, [log.signer]) });
    verifyTlogProof(parseTlogProof(text), b, log.verifier);
    verifyTlogProof(parseTlogProof(text.replace('@v1\n', '@v1\nextra AAAA\n')), b, log.verifier);
    expect(() => verifyTlogProof(parseTlogProof(text), a, log.verifier)).toThrow(
      expect.objectContaining({ code: 'PROOF_INVALID' }),
    );
    expect(() => verifyTlogProof(parseTlogProof(text), b, newKey('log.example').verifier)).toThrow(untrusted);
    for (const wrong of ['', text.slice(3), text.replace('index 1', 'index 01'), text.replace('\n\n', '\nAAAA\n\n')]) {
      expect(() => parseTlogProof(wrong)).toThrow(malformed);
    }
  });
});
