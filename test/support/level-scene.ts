import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SignerKind } from '../../scripts/pki/make-pki.ts';
import { PkiServices, type PkiServicesOptions } from '../../scripts/pki/services.ts';
import type { SignatureLevel } from '../../shared/contract/signing-choices.ts';
import { Certificate } from '../../src-main/cms/certificate.ts';
import { bytesSource } from '../../src-main/platform/byte-source.ts';
import type { Clock } from '../../src-main/platform/clock.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import type { Signer } from '../../src-main/platform/signer.ts';
import { createPkcs12 } from '../../src-main/tokens/pkcs12/create.ts';
import { chooseStoreKey, openPkcs12 } from '../../src-main/tokens/pkcs12/key-store.ts';
import { type ExtendOutcome, extendDocument } from '../../src-main/workflow/extend-document.ts';
import type { ExtendJob } from '../../src-main/workflow/extend-job.ts';
import { levelServices, type NetworkChoice, openNetwork } from '../../src-main/workflow/network.ts';
import { openLevels } from '../../src-main/workflow/open-levels.ts';
import { openSession, type Session } from '../../src-main/workflow/session.ts';
import { type SignJob, type SignOutcome, signDocument } from '../../src-main/workflow/sign-document.ts';
import { verifySource } from '../../src-main/workflow/verify-signed.ts';
import { buildPdf } from './pdf-builder.ts';
import { temporaryFolder } from './tools.ts';

const PASSWORD = 'correct horse';

/** A folder with a document, a home, a PKI whose services run, and a clock that can be set: all that levels beyond B-B need. */
export class LevelScene {
  readonly folder = temporaryFolder('countersign-levels-');
  readonly services: PkiServices;
  readonly session: Session;
  readonly source = this.at('contract.pdf');
  /** How often the key was asked to sign. */
  signed = 0;
  #now: Date | undefined;

  private constructor(services: PkiServices, clock: { current: Clock }, session: Session) {
    this.services = services;
    this.session = session;
    clock.current = { now: () => this.#now ?? systemClock.now() };
    services.clock = clock.current;
  }

  static async start({
    pdf = buildPdf(),
    ...options
  }: PkiServicesOptions & { pdf?: Uint8Array } = {}): Promise<LevelScene> {
    const services = await PkiServices.start(options);
    const clock: { current: Clock } = { current: systemClock };
    const home = locateHome({ COUNTERSIGN_HOME: temporaryFolder('countersign-home-') });
    const trusting = join(temporaryFolder(), 'root.cer');
    writeFileSync(trusting, services.pki.root.certificate);
    const session = await openSession({ trust: [trusting] }, { home, clock: { now: () => clock.current.now() } });
    onTestFinished(async () => {
      await session.close();
      await services.close();
    });
    const scene = new LevelScene(services, clock, session);
    writeFileSync(scene.source, pdf);
    return scene;
  }

  at(name: string): string {
    return join(this.folder, name);
  }

  bytes(name: string): Buffer {
    return readFileSync(this.at(name));
  }

  /** Sets the clock of the program and of the services. */
  setTime(time: Date): void {
    this.#now = time;
  }

  async signer(kind: SignerKind): Promise<Signer> {
    const { key, certificate, chain, name } = this.services.pki.signer(kind);
    const password = new TextEncoder().encode(PASSWORD);
    const store = await createPkcs12({ key, certificate, chain, password, friendlyName: name, iterations: 1000 });
    const signer = await chooseStoreKey(await openPkcs12(store, { name: 'a.p12', password }), {}).signer();
    const { certificate: der, chain: others, algorithms, keyHome } = signer;
    return {
      certificate: der,
      chain: others,
      algorithms,
      keyHome,
      close: () => signer.close(),
      sign: (...words) => {
        this.signed += 1;
        return signer.sign(...words);
      },
    };
  }

  /** Signs `source` into `target`, with the good authority unless others are named. */
  async sign(
    target: string,
    level: SignatureLevel,
    {
      source = 'contract.pdf',
      signer = 'p-256',
      network = { tsa: [this.services.tsaUrl()] },
      queue = true,
      warn = () => undefined,
      ...job
    }: Partial<Omit<SignJob, 'source' | 'target' | 'level'>> & {
      source?: string;
      signer?: SignerKind;
      network?: NetworkChoice;
      queue?: boolean;
      warn?: (sentence: string) => void;
    } = {},
  ): Promise<SignOutcome> {
    const levels = await openLevels(this.session, { level, network, queue }, { warn });
    const files = { source: this.at(source), target: this.at(target), replace: false };
    const unlock = () => this.signer(signer);
    return signDocument({ ...files, ...job, level }, { ...this.session, levels, unlock });
  }

  async extend(
    source: string,
    target: string,
    level: SignatureLevel,
    { network = { tsa: [this.services.tsaUrl()] }, ...job }: Partial<ExtendJob> & { network?: NetworkChoice } = {},
  ): Promise<ExtendOutcome> {
    const { home, clock, trust } = this.session;
    const services = levelServices(await openNetwork(home, clock, network), trust, clock);
    const files = { source: this.at(source), target: this.at(target), replace: false, level };
    return extendDocument({ ...files, ...job }, { ...this.session, services });
  }

  /** What a validator who trusts the root and fetches nothing finds in the file itself, now or later. */
  verify(name: string, at = this.session.clock.now(), password?: string) {
    const anchors = [new Certificate(this.services.pki.root.certificate)];
    const trust = { anchors, certificates: [], crls: [], ocsps: [] };
    return verifySource(bytesSource(this.bytes(name)), trust, at, { password });
  }
}
