import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { checkCertificationRequest } from '../../../src-main/cms/certification-request.ts';
import { nameFromText } from '../../../src-main/cms/name-text.ts';
import { generateKey, requestForKey } from '../../../src-main/tokens/manage/generate-key.ts';
import { importCertificate } from '../../../src-main/tokens/manage/import-certificate.ts';
import type { ManagedToken } from '../../../src-main/tokens/manage/managed-token.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { PivCard } from '../../support/piv/piv-card.ts';
import { missingForSmartCards, openScModule, type SmartCards, startSmartCards } from '../../support/piv/smart-cards.ts';
import { testPki } from '../../support/pki.ts';
import { selfSigned } from '../../support/softhsm.ts';
import { describeWith, temporaryFolder } from '../../support/tools.ts';

const OPENSC = openScModule();
const token = { uri: 'pkcs11:model=PKCS%2315%20emulated' };

describeWith('managing a smart card', OPENSC === undefined ? 'opensc not installed' : missingForSmartCards(), () => {
  const module = OPENSC ?? '';
  const pki = testPki();
  const [rsa, ec] = [pki.signer('rsa-2048'), pki.signer('p-256')];
  const tokens = new Tokens();
  const card = new PivCard({
    keys: [
      { slot: 'signature', key: rsa.key, certificate: rsa.certificate },
      { slot: 'authentication', key: ec.key, certificate: ec.certificate },
    ],
  });
  let cards: SmartCards;

  beforeAll(async () => {
    cards = await startSmartCards(temporaryFolder());
    await cards.readers[0].insert(card);
    await vi.waitUntil(async () => (await tokens.listTokens(module)).some(({ initialized }) => initialized), {
      timeout: 20_000,
      interval: 300,
    });
  });
  afterAll(async () => {
    await tokens.close();
    await cards.stop();
  });

  async function on<T>(work: (token: ManagedToken) => Promise<T>): Promise<T> {
    const found = await tokens.tokenToManage({ module, token });
    const opened = await found.open(Buffer.from('123456'), { login: true, write: true });
    return work(opened).finally(() => opened.close());
  }

  it('lists its keys, each with its certificate', async () => {
    const objects = (await on((opened) => opened.list())).map(({ about }) => about);
    const keys = objects.filter(({ kind }) => kind === 'private-key');
    expect(keys).toMatchObject([
      { keyId: '01', key: 'ECDSA P-256', sensitive: true, extractable: false, pinPerSignature: false },
      { keyId: '02', key: 'RSA 2048', sensitive: true, extractable: false, pinPerSignature: true },
    ]);
    const sha256 = [ec, rsa].map(({ certificate }) => new Certificate(certificate).sha256);
    expect(keys.map(({ certificate }) => certificate?.sha256)).toEqual(sha256);
    expect(objects.filter(({ kind }) => kind === 'certificate')).toHaveLength(2);
  });

  it('has each key sign a request, one that wants its PIN for each signature too, and uses up no try', async () => {
    const subject = nameFromText('CN=Alice');
    for (const keyId of ['01', '02']) {
      const { request } = await on((opened) => requestForKey(opened, { keyId, subject }));
      expect(checkCertificationRequest(request)).toBe('valid');
    }
    expect(card.pin.wrong).toBe(0);
  });

  it('says so where the card makes no keys and takes no certificates this way', async () => {
    const subject = nameFromText('CN=Alice');
    const generated = on((opened) => generateKey(opened, { kind: 'p-256', label: 'New', subject }));
    await expect(generated).rejects.toMatchObject({ code: 'MECHANISM_UNSUPPORTED' });
    const certificate = new Certificate(selfSigned(rsa.key, 'Renewed'));
    const imported = on((opened) => importCertificate(opened, { certificate, others: [] }));
    await expect(imported).rejects.toMatchObject({ code: 'CKR_FUNCTION_NOT_SUPPORTED' });
  });
});
