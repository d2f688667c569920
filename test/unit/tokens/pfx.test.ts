import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { toPem } from '../../../scripts/pki/make-pki.ts';
import { Ber } from '../../../src-main/tokens/pkcs12/ber.ts';
import { createPkcs12 } from '../../../src-main/tokens/pkcs12/create.ts';
import { openPkcs12, shownKeys } from '../../../src-main/tokens/pkcs12/key-store.ts';
import { readPfx } from '../../../src-main/tokens/pkcs12/pfx.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { chooseKey } from '../../../src-main/workflow/keys.ts';
import { selfSigned } from '../../support/softhsm.ts';
import { temporaryFolder } from '../../support/tools.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const key = generateKey('p-256');
const certificate = selfSigned(key, 'Alice');

describe('the outer form of a key store', () => {
  it('is read as DER and as PEM, with words around it', async () => {
    const made = {
      key,
      certificate,
      chain: [],
      password: utf8('pw'),
      friendlyName: 'Alice',
      iterations: 1,
      showsCertificates: true,
    };
    const der = await createPkcs12(made);
    const pem = utf8(`Bag of Alice\n${toPem(der, 'PKCS12')}`);
    expect(readPfx(pem).content).toEqual(readPfx(der).content);
    const [opened] = await openPkcs12(pem, { name: 'alice.pem', password: utf8('pw') });
    expect(opened?.certificate).toEqual(certificate);
    expect(shownKeys(pem)).toHaveLength(1);

    const file = join(temporaryFolder(), 'alice.p12');
    writeFileSync(file, der);
    const parsed = vi.spyOn(Ber, 'parse');
    onTestFinished(() => parsed.mockRestore());
    const tokens = new Tokens();
    const chosen = await chooseKey({ kind: 'pkcs12', file }, tokens);
    await (await chosen.unlock(utf8('pw'), { acceptLastTry: false })).close();
    await tokens.close();
    const whole = parsed.mock.calls.filter(([bytes]) => bytes.length === der.length);
    expect(whole, 'before the password and after it').toHaveLength(1);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['a certificate', certificate, /no PKCS#12 key store; choose the file that holds the key/],
    [
      'a key as PEM',
      utf8(toPem(certificate, 'EC PRIVATE KEY')),
      /PEM text \(EC PRIVATE KEY\); make one .*pkcs12 -export/,
    ],
    [
      'a key store of Java',
      Uint8Array.of(0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2),
      /one of Java \(JKS\); convert it: keytool/,
    ],
    ['a text', utf8('not a key store at all'), /no PKCS#12 key store; choose/],
    ['nothing', new Uint8Array(), /no PKCS#12 key store; choose/],
    ['PEM that holds something else', utf8(toPem(certificate, 'PKCS12')), /PEM text \(PKCS12\)/],
    ['what is cut off', Uint8Array.of(0x30, 0x82, 0x10, 0x00, 2, 1, 3), /export the key again/],
  ])('%s is none, and what to do is said', (_name, file, words) => {
    expect(() => readPfx(file)).toThrow(
      expect.objectContaining({ code: 'P12_UNREADABLE', message: expect.stringMatching(words) }),
    );
  });
});
