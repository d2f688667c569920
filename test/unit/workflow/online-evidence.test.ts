import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PkiServicesOptions } from '../../../scripts/pki/services.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { openNetwork } from '../../../src-main/workflow/network.ts';
import { onlineOver } from '../../../src-main/workflow/online-over.ts';
import type { TrustMaterial } from '../../../src-main/workflow/trust-store.ts';
import { verifyDocument } from '../../../src-main/workflow/verify-document.ts';
import { CONTENT, cadesFile } from '../../support/cades-file.ts';
import { LevelScene } from '../../support/level-scene.ts';
import { temporaryFolder } from '../../support/tools.ts';

/** A verifier of his own, with nothing at hand but the root. */
class Verifier {
  readonly scene: LevelScene;
  readonly #trust: TrustMaterial;

  constructor(scene: LevelScene, { trusted = true, offline = false, within = 60_000 } = {}) {
    this.scene = scene;
    const home = locateHome({ COUNTERSIGN_HOME: temporaryFolder('countersign-verifier-') });
    const anchors = trusted ? [new Certificate(scene.services.pki.root.certificate)] : [];
    const material = { anchors, certificates: [], crls: [], ocsps: [] };
    const { clock } = scene.session;
    const online = onlineOver(() => openNetwork(home, clock, { offline }), material, clock, within);
    this.#trust = { ...material, online };
  }

  async verify(name: string) {
    const report = await verifyDocument(this.scene.at(name), this.#trust, this.scene.session.clock.now());
    const [signature] = report.signatures;
    if (signature === undefined) throw new Error('no signature');
    return { ...report, signature };
  }
}

async function signedScene(options: PkiServicesOptions = {}, level: 'B-B' | 'B-T' | 'B-LT' = 'B-B') {
  const scene = await LevelScene.start(options);
  await scene.sign('signed.pdf', level);
  if (level === 'B-B') expect(scene.services.requests, 'signing verified without asking anybody').toEqual([]);
  scene.services.requests.length = 0;
  return scene;
}

describe('a verification that may fetch', () => {
  it('asks the responders for what is missing, says so, and asks nobody twice', async () => {
    const scene = await signedScene();
    const verifier = new Verifier(scene);
    const first = await verifier.verify('signed.pdf');
    expect(first.verdict).toBe('TOTAL-PASSED');
    const { baseUrl } = scene.services;
    expect(first.setting.fetched).toEqual([
      { url: `${baseUrl}/ocsp/issuing-1`, purpose: 'ocsp', outcome: 'ok', bytes: expect.any(Number) },
      { url: `${baseUrl}/ocsp/root`, purpose: 'ocsp', outcome: 'ok', bytes: expect.any(Number) },
    ]);
    expect(first.signature.evidence.map(({ kind, origin }) => [kind, origin])).toEqual([
      ['ocsp', 'fetched'],
      ['ocsp', 'fetched'],
    ]);
    const asked = scene.services.requests.length;
    expect(asked).toBe(2);
    const second = await verifier.verify('signed.pdf');
    expect(second).toMatchObject({ verdict: 'TOTAL-PASSED', setting: { fetched: [] } });
    expect(second.signature.evidence.map(({ origin }) => origin)).toEqual(['kept', 'kept']);
    expect(scene.services.requests.length).toBe(asked);
  });

  it('takes lists where there are no responders, and what timestamps need before what signers need', async () => {
    const scene = await signedScene({ revocationBy: 'crl' }, 'B-T');
    const { verdict, setting, signature } = await new Verifier(scene).verify('signed.pdf');
    expect(verdict).toBe('TOTAL-PASSED');
    expect(signature.timestamps).toMatchObject([{ kind: 'signature-time-stamp', indication: 'TOTAL-PASSED' }]);
    expect(setting.fetched.map(({ url, purpose }) => [new URL(url).pathname, purpose])).toEqual([
      ['/crl/time-1.crl', 'crl'],
      ['/crl/root.crl', 'crl'],
      ['/crl/issuing-1.crl', 'crl'],
    ]);
  });

  it('asks nobody where nothing is missing, and what came with the signature is newer than it', async () => {
    const scene = await signedScene({}, 'B-T');
    scene.setTime(new Date(scene.session.clock.now().getTime() + 7_200_000));
    await scene.extend('signed.pdf', 'extended.pdf', 'B-LT');
    scene.services.requests.length = 0;
    expect(await new Verifier(scene).verify('extended.pdf')).toMatchObject({
      verdict: 'TOTAL-PASSED',
      setting: { fetched: [] },
    });
    expect(scene.services.requests).toEqual([]);
  });

  it('asks for something newer than an old list that came with the signature: it may hide a revocation', async () => {
    const scene = await signedScene({ revocationBy: 'crl' }, 'B-LT');
    const { pki } = scene.services;
    const told = async (verifier: Verifier) => {
      const { signature, setting } = await verifier.verify('signed.pdf');
      const remarks = signature.warnings.filter((one) => one.includes('comes with the signature'));
      return { ...signature, remarks: remarks.length, fetched: setting.fetched.length };
    };
    const offline = new Verifier(scene, { offline: true });
    expect(await told(offline)).toMatchObject({ indication: 'TOTAL-PASSED', remarks: 1, fetched: 0 });
    const online = new Verifier(scene);
    expect(await told(online)).toMatchObject({ indication: 'TOTAL-PASSED', remarks: 0, fetched: 1 });
    expect(await told(online), 'what was fetched serves again').toMatchObject({ remarks: 0, fetched: 0 });
    pki.revoke(pki.signer('p-256').certificate, new Date(scene.session.clock.now().getTime() - 1_800_000));
    expect(await told(offline)).toMatchObject({ indication: 'TOTAL-PASSED', remarks: 1 });
    expect(await told(new Verifier(scene))).toMatchObject({ subIndication: 'REVOKED_NO_POE', remarks: 0, fetched: 1 });
  });

  it('finds a revocation', async () => {
    const scene = await signedScene();
    const { pki } = scene.services;
    pki.revoke(pki.signer('p-256').certificate, new Date(scene.session.clock.now().getTime() - 60_000));
    expect((await new Verifier(scene).verify('signed.pdf')).signature).toMatchObject({
      subIndication: 'REVOKED_NO_POE',
      revocation: 'revoked',
    });
  });

  it('gets the certificates of issuers for a signature that holds its own alone', async () => {
    const scene = await LevelScene.start();
    writeFileSync(scene.at('agreement.txt'), CONTENT);
    writeFileSync(scene.at('agreement.txt.p7s'), cadesFile(scene.services.pki.signer('p-256')));
    const { verdict, setting, signature } = await new Verifier(scene).verify('agreement.txt.p7s');
    expect(verdict).toBe('TOTAL-PASSED');
    expect(setting.fetched[0]).toMatchObject({ purpose: 'certificate', outcome: 'ok' });
    expect(signature.chain.length).toBe(3);
  });
});

describe('nothing is asked', () => {
  it('about a chain that ends at nobody trusted', async () => {
    const scene = await signedScene();
    const { signature } = await new Verifier(scene, { trusted: false }).verify('signed.pdf');
    expect(signature.subIndication).toBe('NO_CERTIFICATE_CHAIN_FOUND');
    expect(scene.services.requests).toEqual([]);
  });

  it('about a signature that is broken', async () => {
    const scene = await signedScene();
    const bytes = readFileSync(scene.at('signed.pdf'));
    const at = bytes.indexOf('%PDF') + 20;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    writeFileSync(scene.at('broken.pdf'), bytes);
    const { signature } = await new Verifier(scene).verify('broken.pdf');
    expect(signature.indication).toBe('TOTAL-FAILED');
    expect(scene.services.requests).toEqual([]);
  });

  it('offline: TRY_LATER, with the addresses that would answer', async () => {
    const scene = await signedScene();
    const { signature, setting } = await new Verifier(scene, { offline: true }).verify('signed.pdf');
    expect(signature).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' });
    expect(signature.warnings.join()).toContain(`from ${scene.services.baseUrl}/ocsp/issuing-1 or`);
    expect(setting.fetched).toEqual([]);
    expect(scene.services.requests).toEqual([]);
  });
});

it('a service that is out of order leads to TRY_LATER, and its failure stands in the report', async () => {
  const scene = await signedScene({ revocationBy: 'ocsp' });
  scene.services.setOcsp('try-later', 'issuing-1');
  const { signature, setting } = await new Verifier(scene).verify('signed.pdf');
  expect(signature).toMatchObject({ subIndication: 'TRY_LATER', revocation: 'unknown' });
  expect(setting.fetched.map(({ outcome }) => outcome)).toContain('EVIDENCE_INCOMPLETE');
});

it('services that never answer hold nobody up for longer than one file may take', async () => {
  const scene = await signedScene();
  scene.services.setFault('/', 'silent');
  const { signature, setting } = await new Verifier(scene, { within: 300 }).verify('signed.pdf');
  expect(signature.subIndication).toBe('TRY_LATER');
  expect(setting.fetched.map(({ outcome }) => outcome)).toEqual(['NETWORK_TIMEOUT']);
});
