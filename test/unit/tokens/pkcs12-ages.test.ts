import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as asn1js from 'asn1js';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { toPem } from '../../../scripts/pki/make-pki.ts';
import { isSignatureOf, keyKindOf } from '../../../src-main/tokens/key-kind.ts';
import { createPkcs12 } from '../../../src-main/tokens/pkcs12/create.ts';
import { chooseStoreKey, openPkcs12, shownKeys } from '../../../src-main/tokens/pkcs12/key-store.ts';
import { selfSigned } from '../../support/softhsm.ts';
import { describeWithTool, PROJECT_ROOT, temporaryFolder } from '../../support/tools.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const name = 'old.p12';
const message = utf8('what is signed');
const key = generateKey('p-256');
const certificate = selfSigned(key, 'Alice');
const few = { iterations: 1, friendlyName: 'Alice', chain: [] };
const open = (bytes: Uint8Array, password: string) => openPkcs12(bytes, { name, password: utf8(password) });

describe('PBMAC1: the examples of RFC 9579, A', () => {
  const valid = new Uint8Array(readFileSync(join(PROJECT_ROOT, 'test', 'vectors', 'pkcs12', 'rfc9579-a1.p12')));
  const changed = (from: string, to: string) => {
    const bytes = Buffer.from(valid);
    const at = bytes.lastIndexOf(Buffer.from(from, 'hex'));
    bytes.set(Buffer.from(to, 'hex'), at);
    expect(at).toBeGreaterThan(2500);
    return new Uint8Array(bytes);
  };

  it('A.1: opens with its password, and only with it', async () => {
    const [found] = await open(valid, '1234');
    expect(found?.sha256).toMatch(/^[0-9a-f]{64}$/);
    await expect(open(valid, '1235')).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
  });

  it('A.4 and A.5: another count or another salt is another seal', async () => {
    await expect(open(changed('02020800020120', '02020801020120'), '1234')).rejects.toMatchObject({
      code: 'PIN_INCORRECT',
    });
    await expect(open(changed('04086f473c38', '04086f473c39'), '1234')).rejects.toMatchObject({
      code: 'PIN_INCORRECT',
    });
  });

  it('A.6 and less: a key without its length, of none, of one octet or of too many seals nothing', async () => {
    // The INTEGER of the length becomes something else that is no length.
    await expect(open(changed('020120300c', '0c0120300c'), '1234')).rejects.toMatchObject({ code: /^P12_UN/ });
    for (const length of ['00', '01', '13', '7f', 'ff']) {
      await expect(open(changed('020120300c', `0201${length}300c`), '1234')).rejects.toMatchObject({ code: /^P12_UN/ });
    }
  });
});

describe('what is in a key store', () => {
  type Values = { valueBlock: { value: asn1js.AsnType[] } };
  const membersOf = (value: asn1js.AsnType | undefined) => (value as unknown as Values).valueBlock.value;
  const parsed = (bytes: Uint8Array) => asn1js.fromBER(Uint8Array.from(bytes).buffer).result;

  /** AuthenticatedSafe of a store. */
  function safes(bytes: Uint8Array): asn1js.AsnType[] {
    const [, authSafe] = membersOf(parsed(bytes));
    const [octets] = membersOf(membersOf(authSafe)[1]);
    return membersOf(parsed((octets as asn1js.OctetString).valueBlock.valueHexView));
  }

  it('several keys, each with its own certificate, without a seal; one is chosen by its certificate', async () => {
    const kinds = ['p-256', 'ed25519', 'rsa-2048'] as const;
    const stores = await Promise.all(
      kinds.map(async (kind) => {
        const own = generateKey(kind);
        return createPkcs12({ ...few, key: own, certificate: selfSigned(own, kind), password: utf8('pw') });
      }),
    );
    const content = new asn1js.Sequence({ value: stores.flatMap(safes) }).toBER();
    const pfx = new asn1js.Sequence({
      value: [
        new asn1js.Integer({ value: 3 }),
        new asn1js.Sequence({
          value: [
            new asn1js.ObjectIdentifier({ value: '1.2.840.113549.1.7.1' }),
            new asn1js.Constructed({
              idBlock: { tagClass: 3, tagNumber: 0 },
              value: [new asn1js.OctetString({ valueHex: content })],
            }),
          ],
        }),
      ],
    });
    const found = await open(new Uint8Array(pfx.toBER()), 'pw');
    expect(found.map(({ certificate: der }) => keyKindOf(der).family)).toEqual(['ec', 'ed25519', 'rsa']);
    for (const each of found) {
      const [algorithm = 'ed25519'] = keyKindOf(each.certificate).algorithms;
      const signature = await each.signer().sign(message, algorithm);
      expect(isSignatureOf(keyKindOf(each.certificate), algorithm, message, signature)).toBe(true);
    }
    expect(() => chooseStoreKey(found, {})).toThrow(/3 keys/);
    const [, second] = found;
    expect(chooseStoreKey(found, { certificate: second?.sha256.toUpperCase() })).toBe(second);
  });

  it('a count of rounds that would take minutes is refused at once', async () => {
    const bytes = await createPkcs12({ ...few, key, certificate, password: utf8('x') });
    const [version, authSafe, macData] = membersOf(parsed(bytes));
    const [mac, salt] = membersOf(macData);
    const absurd = new asn1js.Integer({ value: 2_000_001 });
    const pfx = new asn1js.Sequence({
      value: [
        version,
        authSafe,
        new asn1js.Sequence({ value: [mac, salt, absurd] as asn1js.AsnType[] }),
      ] as asn1js.AsnType[],
    });
    await expect(open(new Uint8Array(pfx.toBER()), 'x')).rejects.toMatchObject({ code: 'P12_UNSUPPORTED' });
  });

  it('certificates that are shown are shown without the password, and nothing else is', async () => {
    const store = { ...few, key, certificate, password: utf8('pw') };
    expect(shownKeys(await createPkcs12(store))).toEqual([]);
    const [shown] = shownKeys(await createPkcs12({ ...store, showsCertificates: true }));
    expect(shown?.friendlyName).toBe('Alice');
    for (const nothing of [new Uint8Array(), utf8('no key store'), Uint8Array.of(0x30, 0x80)])
      expect(shownKeys(nothing)).toEqual([]);
  });
});

describeWithTool('openssl', 'passwords as programs of several ages write them', () => {
  const folder = temporaryFolder();
  beforeAll(() => {
    writeFileSync(join(folder, 'key.pem'), key.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(join(folder, 'cert.pem'), toPem(certificate, 'CERTIFICATE'));
  });
  function made(password: Uint8Array, ...flags: string[]): Uint8Array {
    writeFileSync(join(folder, 'pw.txt'), password);
    const files = ['-inkey', 'key.pem', '-in', 'cert.pem', '-out', 'made.p12', '-passout', 'file:pw.txt'];
    execFileSync('openssl', ['pkcs12', '-export', ...files, ...flags], { cwd: folder });
    return new Uint8Array(readFileSync(join(folder, 'made.p12')));
  }

  it('OpenSSL before 1.1: each octet of the UTF-8 a character', async () => {
    const asItWas = Buffer.from(Buffer.from('pässwörd', 'utf8').toString('latin1'), 'utf8');
    const bytes = made(asItWas, '-legacy');
    expect(await open(bytes, 'pässwörd')).toHaveLength(1);
    await expect(open(bytes, 'pässword')).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
  });

  it('a terminal of Latin-1: the seal as it should be, the encryption by Latin-1', async () => {
    const latin = Buffer.from('pässwörd', 'latin1');
    for (const flags of [[], ['-legacy'], ['-nomac']])
      expect(await open(made(latin, ...flags), 'pässwörd')).toHaveLength(1);
  });

  it('OpenSSL reads stores that show their certificates', async () => {
    const store = { ...few, key, certificate, password: utf8('pässwörd'), showsCertificates: true };
    writeFileSync(join(folder, 'shown.p12'), await createPkcs12(store));
    const args = ['pkcs12', '-in', 'shown.p12', '-passin', 'pass:pässwörd', '-nodes', '-info'];
    const text = execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' }).toString();
    expect(text).toContain('BEGIN PRIVATE KEY');
    expect(text).toContain('BEGIN CERTIFICATE');
  });
});

describeWithTool(['pk12util', 'certutil'], 'what NSS writes, in BER with pieces', () => {
  it('opens', async () => {
    const folder = temporaryFolder();
    const run = (tool: string, ...args: string[]) => execFileSync(tool, args, { cwd: folder, stdio: 'pipe' });
    writeFileSync(join(folder, 'in.p12'), await createPkcs12({ ...few, key, certificate, password: utf8('pw') }));
    run('certutil', '-N', '-d', `sql:${folder}`, '--empty-password');
    run('pk12util', '-i', 'in.p12', '-d', `sql:${folder}`, '-W', 'pw', '-K', '');
    run('pk12util', '-o', 'out.p12', '-n', 'Alice', '-d', `sql:${folder}`, '-W', 'pässwörd', '-K', '');
    const [found] = await open(new Uint8Array(readFileSync(join(folder, 'out.p12'))), 'pässwörd');
    expect(Buffer.from(found?.certificate ?? [])).toEqual(Buffer.from(certificate));
  });
});
