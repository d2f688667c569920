import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { localTimestamper } from '../../scripts/pki/local-timestamper.ts';
import type { SignatureReport } from '../../shared/domain/verification.ts';
import { bytesSource } from '../../src-main/platform/byte-source.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import { extendDocument } from '../../src-main/workflow/extend-document.ts';
import type { LevelServices } from '../../src-main/workflow/level-services.ts';
import { openSession, type Session } from '../../src-main/workflow/session.ts';
import { verifySource } from '../../src-main/workflow/verify-signed.ts';
import { testPki } from '../support/pki.ts';
import { describeWithCorpus, temporaryFolder } from '../support/tools.ts';

/** Every so many of the files: all of them take a minute. */
const SAMPLE = 4;
/** What is refused for what it is, signed or not. */
const REFUSED = /^(NOTHING_SIGNED|PDF_\w+|INPUT_\w+|PERMISSION_DENIED)$/;
/** No timestamp mends these. */
const SPOILED = ['FORMAT_FAILURE', 'HASH_FAILURE', 'SIG_CRYPTO_FAILURE'];

describeWithCorpus('signed', 'files signed by strangers, taken to B-LTA', (corpus) => {
  let session: Session;
  /** Their authorities cannot be asked: the chain of the timestamps stands for all that would be found. */
  const services: LevelServices = {
    timestamper: localTimestamper(testPki()),
    findEvidence: async ({ leaf }) => {
      const { root, rootCrl, timeCrl } = testPki();
      const certificates = [leaf.der, root.certificate];
      return { material: { certificates, ocsps: [], crls: [rootCrl, timeCrl] }, missing: [] };
    },
  };
  beforeAll(async () => {
    session = await openSession({}, { home: locateHome({ COUNTERSIGN_HOME: temporaryFolder() }) });
  });
  afterAll(() => session.close());

  const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((name) => /\.pdf$/i.test(name));
  const verified = (bytes: Uint8Array) => verifySource(bytesSource(bytes), session.trust, systemClock.now());

  it('no signature is harmed, and every one that is intact gets there', async () => {
    const folder = temporaryFolder();
    let extended = 0;
    for (const [index, name] of files
      .sort()
      .filter((_name, at) => at % SAMPLE === 0)
      .entries()) {
      const target = join(folder, `${index}.pdf`);
      const job = { source: join(corpus, name), target, replace: false, level: 'B-LTA' as const };
      const outcome = await extendDocument(job, { ...session, services }).catch(
        (error: { code: string }) => error.code,
      );
      if (typeof outcome === 'string') {
        const spoiled = outcome === 'SIGNATURE_INVALID' ? await verified(readFileSync(job.source)) : undefined;
        const isSpoiled = ({ subIndication }: SignatureReport) => SPOILED.includes(subIndication ?? '');
        expect(spoiled?.signatures.every(isSpoiled) ?? REFUSED.test(outcome), `${name}: ${outcome}`).toBe(true);
        continue;
      }
      extended += 1;
      expect(outcome, name).toMatchObject({ reached: 'B-LTA', problems: [] });
      const before = await verified(readFileSync(job.source));
      for (const signature of before.signatures) {
        const now = outcome.report.signatures.find(
          ({ field, coversRevision }) => field === signature.field && coversRevision === signature.coversRevision,
        );
        const verdict = (one: SignatureReport | undefined) => [one?.subIndication, one?.signer?.sha256];
        expect(verdict(now), `${name}: ${signature.field}`).toEqual(verdict(signature));
      }
    }
    expect(extended).toBeGreaterThan(10);
  });
});
