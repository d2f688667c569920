import { createHash, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { issueCertificate } from '../../../scripts/pki/issue.ts';
import { generateKey, type KeyKind } from '../../../scripts/pki/keys.ts';
import type { SignatureAlgorithm } from '../../../src-main/platform/signer.ts';
import { isSignatureOf, keyKindOf } from '../../../src-main/tokens/key-kind.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { describeWithSoftHsm, PIN, selfSigned, softHsmWith, tokenObject } from '../../support/softhsm.ts';
import { temporaryFolder } from '../../support/tools.ts';

const pin = () => new TextEncoder().encode(PIN);
const message = new TextEncoder().encode('what is signed');

/** Kind of key → the algorithms it must offer, best first. */
const EXPECTED: readonly (readonly [KeyKind, readonly SignatureAlgorithm[]])[] = [
  [
    'rsa-2048',
    ['rsa-pkcs1-sha256', 'rsa-pkcs1-sha384', 'rsa-pkcs1-sha512', 'rsa-pss-sha256', 'rsa-pss-sha384', 'rsa-pss-sha512'],
  ],
  [
    'rsa-4096',
    ['rsa-pkcs1-sha256', 'rsa-pkcs1-sha384', 'rsa-pkcs1-sha512', 'rsa-pss-sha256', 'rsa-pss-sha384', 'rsa-pss-sha512'],
  ],
  ['rsa-pss', ['rsa-pss-sha256']],
  ['p-256', ['ecdsa-sha256', 'ecdsa-sha384', 'ecdsa-sha512']],
  ['p-384', ['ecdsa-sha384', 'ecdsa-sha512', 'ecdsa-sha256']],
  ['p-521', ['ecdsa-sha512', 'ecdsa-sha384', 'ecdsa-sha256']],
  ['brainpool-p256', ['ecdsa-sha256', 'ecdsa-sha384', 'ecdsa-sha512']],
  ['brainpool-p384', ['ecdsa-sha384', 'ecdsa-sha512', 'ecdsa-sha256']],
  ['brainpool-p512', ['ecdsa-sha512', 'ecdsa-sha384', 'ecdsa-sha256']],
  ['ed25519', ['ed25519']],
];

describeWithSoftHsm('signing with SoftHSM', () => {
  const folder = temporaryFolder();
  const tokens = new Tokens();
  const certificates = new Map<KeyKind, Uint8Array>();
  let module: string;
  let serials: readonly string[];
  const stranger = selfSigned(generateKey('p-256'), 'Stranger');

  beforeAll(() => {
    const ca = generateKey('p-256');
    const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2040-01-01T00:00:00Z') };
    const issuer = issueCertificate({ subject: { CN: 'CA' }, key: ca, basicConstraints: { ca: true }, ...validity });
    const objects = EXPECTED.map(([kind], index) => {
      const key = generateKey(kind);
      const { certificate } = issueCertificate({
        subject: { CN: kind },
        key,
        issuer,
        keyUsage: ['nonRepudiation'],
        ...validity,
      });
      certificates.set(kind, certificate);
      const further = index === 0 ? [issuer.certificate] : [];
      return { id: `a${index}`, label: kind, key, certificates: [certificate, ...further] };
    });
    const rsa = generateKey('rsa-2048');
    ({ module, serials } = softHsmWith(folder, [
      { label: 'Decoy', objects: [tokenObject('01', generateKey('p-256'), 'Decoy')] },
      { label: 'Alice', objects },
      { label: 'Twin', objects: [] },
      { label: 'Twin', objects: [] },
      {
        label: 'Odd',
        objects: [
          tokenObject('01', generateKey('p-256'), 'Always', { pinPerSignature: true }),
          { id: '02', label: 'Mismatch', key: generateKey('p-256'), certificates: [stranger] },
          { id: '03', label: 'Keyless', certificates: [selfSigned(rsa, 'Keyless')] },
        ],
      },
    ]));
  });
  afterAll(() => tokens.close());

  it.each(EXPECTED)('%s: every algorithm gives a signature that holds', async (kind, algorithms) => {
    const certificate = certificates.get(kind) ?? new Uint8Array();
    const sha256 = createHash('sha256').update(certificate).digest('hex');
    const signer = await tokens.openTokenSigner({ module, token: { label: 'Alice' }, certificate: sha256, pin: pin() });
    expect(Buffer.from(signer.certificate)).toEqual(Buffer.from(certificate));
    expect(signer.chain).toHaveLength(1);
    expect(signer.algorithms).toEqual(algorithms);
    for (const algorithm of algorithms) {
      const signature = await signer.sign(message, algorithm);
      expect(isSignatureOf(keyKindOf(certificate), algorithm, message, signature), algorithm).toBe(true);
      expect(isSignatureOf(keyKindOf(certificate), algorithm, new Uint8Array(9), signature), algorithm).toBe(false);
    }
    await signer.close();
    await signer.close();
  });

  it('lists every token of every slot, empty ones marked, and keeps the keys secret until the login', async () => {
    const list = await tokens.listTokens(module);
    expect(list.map(({ label }) => label).sort()).toEqual(['', 'Alice', 'Decoy', 'Odd', 'Twin', 'Twin']);
    const alice = list.find(({ label }) => label === 'Alice');
    expect(alice).toMatchObject({ serial: serials[1], model: 'SoftHSM v2', initialized: true, loginRequired: true });
    expect(alice).toMatchObject({ pinState: 'ok', protectedPath: false, problem: null });
    expect(alice?.certificates).toHaveLength(EXPECTED.length + 1);
    expect(alice?.certificates[0]).toMatchObject({ privateKey: 'unknown', pinPerSignature: 'unknown' });
    const labels = alice?.certificates.map(({ label }) => label).sort();
    expect(labels, 'each under its own name').toEqual(['CA', ...EXPECTED.map(([kind]) => kind)].sort());
  });

  it('finds the token by label, serial and URI, never by the slot it happens to be in', async () => {
    const keyId = 'a3';
    const serial = serials[1] ?? '';
    for (const token of [
      { label: 'Alice' },
      { serial },
      { uri: `pkcs11:token=Alice;serial=${serial};id=%a3;type=private` },
    ]) {
      const key = await tokens.selectKey({ module, token, ...('uri' in token ? {} : { keyId }) });
      expect(new X509Certificate(key.certificate).subject).toBe('CN=p-256');
      expect(key).toMatchObject({ serial, tokenLabel: 'Alice', pinState: 'ok', keyId });
    }
  });

  it('chooses without help where one certificate can sign, and is refused where several can', async () => {
    const key = await tokens.selectKey({ module, token: { label: 'Decoy' } });
    expect(new X509Certificate(key.certificate).subject).toBe('CN=Decoy');
    const ambiguous = tokens.selectKey({ module, token: { label: 'Alice' } });
    await expect(ambiguous).rejects.toMatchObject({
      code: 'CERTIFICATE_AMBIGUOUS',
      details: { certificates: EXPECTED.length },
    });
    await expect(ambiguous).rejects.toThrow(/[(; ]rsa-2048: [0-9a-f]{64}[;)]/);
  });

  it.each([
    ['TOKEN_NOT_FOUND', { token: { label: 'Nobody' } }],
    ['TOKEN_AMBIGUOUS', { token: { label: 'Twin' } }],
    ['CERTIFICATE_NOT_FOUND', { token: { label: 'Alice' }, certificate: '00'.repeat(32) }],
    ['USAGE', { token: { uri: 'pkcs11:token=Alice?pin-value=1' } }],
  ])('%s before any PIN', async (code, query) => {
    await expect(tokens.selectKey({ module, ...query })).rejects.toMatchObject({ code });
  });

  it('KEY_MISSING for a certificate whose key is not on the token', async () => {
    const query = { module, token: { label: 'Odd' }, keyId: '03', pin: pin() };
    await expect(tokens.openTokenSigner(query)).rejects.toMatchObject({ code: 'KEY_MISSING' });
  });

  it('KEY_MISMATCH for a key that does not belong to the certificate: no signature comes out', async () => {
    const signer = await tokens.openTokenSigner({ module, token: { label: 'Odd' }, keyId: '02', pin: pin() });
    await expect(signer.sign(message, 'ecdsa-sha256')).rejects.toMatchObject({ code: 'KEY_MISMATCH' });
    await signer.close();
  });

  it('CKA_ALWAYS_AUTHENTICATE: the PIN goes to each signature, bytes given once or asked for each time', async () => {
    const query = { module, token: { label: 'Odd' }, keyId: '01' };
    const once = await tokens.openTokenSigner({ ...query, pin: pin() });
    for (let i = 0; i < 2; i++) expect(await once.sign(message, 'ecdsa-sha256')).toBeInstanceOf(Uint8Array);
    await once.close();
    const ofNode = await tokens.openTokenSigner({ ...query, pin: Buffer.from(PIN) });
    expect(await ofNode.sign(message, 'ecdsa-sha256')).toBeInstanceOf(Uint8Array);
    await ofNode.close();
    let asked = 0;
    const ask = async () => {
      asked++;
      return pin();
    };
    const eachTime = await tokens.openTokenSigner({ ...query, pin: ask });
    for (let i = 0; i < 2; i++) await eachTime.sign(message, 'ecdsa-sha256');
    expect(asked).toBe(3);
    await eachTime.close();
  });

  it('a PIN refused for a signature is not sent again', async () => {
    const pins = [PIN, '000000', '000000'];
    const ask = async () => new TextEncoder().encode(pins.shift());
    const signer = await tokens.openTokenSigner({ module, token: { label: 'Odd' }, keyId: '01', pin: ask });
    await expect(signer.sign(message, 'ecdsa-sha256')).rejects.toMatchObject({ code: 'CKR_PIN_INCORRECT' });
    await expect(signer.sign(message, 'ecdsa-sha256')).rejects.toMatchObject({ code: 'CKR_PIN_INCORRECT' });
    expect(pins).toHaveLength(1);
    await signer.close();
  });

  it('makes signatures that are asked for together in order, and stops for a signal', async () => {
    const signer = await tokens.openTokenSigner({ module, token: { label: 'Decoy' }, pin: pin() });
    const many = await Promise.all(
      Array.from({ length: 20 }, (_, i) => signer.sign(new Uint8Array([i]), 'ecdsa-sha256')),
    );
    const kind = keyKindOf(signer.certificate);
    expect(many.every((signature, i) => isSignatureOf(kind, 'ecdsa-sha256', new Uint8Array([i]), signature))).toBe(
      true,
    );
    const stop = new AbortController();
    const stopped = signer.sign(message, 'ecdsa-sha256', stop.signal);
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await signer.sign(message, 'ecdsa-sha256')).toBeInstanceOf(Uint8Array);
    await signer.close();
  });

  it('two signers of one token: the first to close does not log the other out', async () => {
    const open = () => tokens.openTokenSigner({ module, token: { label: 'Decoy' }, pin: pin() });
    const [first, second] = [await open(), await open()];
    await first.close();
    expect(await second.sign(message, 'ecdsa-sha256')).toBeInstanceOf(Uint8Array);
    await second.close();
    await expect(second.sign(message, 'ecdsa-sha256')).rejects.toMatchObject({ code: 'CKR_SESSION_HANDLE_INVALID' });
  });

  it('the caller’s PIN bytes are not touched, those given by a function are overwritten', async () => {
    const mine = pin();
    const yours = pin();
    await (await tokens.openTokenSigner({ module, token: { label: 'Decoy' }, pin: mine })).close();
    await (await tokens.openTokenSigner({ module, token: { label: 'Decoy' }, pin: async () => yours })).close();
    expect(mine).toEqual(pin());
    expect(yours).toEqual(new Uint8Array(PIN.length));
  });
});
