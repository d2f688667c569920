import { AppError } from '../../shared/contract/app-error.ts';
import { schemeLabel, schemeOf } from '../cms/algorithms.ts';
import { Certificate } from '../cms/certificate.ts';
import { digestBytes } from '../cms/digest.ts';
import { ecdsaSideBySide } from '../cms/ecdsa-value.ts';
import { checkSignature } from '../cms/verify-signature.ts';
import { chooseAlgorithm } from '../pades/sign/sign-pdf.ts';
import type { OpenFile } from '../platform/files.ts';
import type { Signer } from '../platform/signer.ts';
import type { ReportInput } from '../report/report-input.ts';
import { isoTime } from '../trust/report.ts';
import type { SignDependencies } from './sign-document.ts';
import { refuseUnfit } from './signing-checks.ts';
import { type Recorded, runStaged } from './staged-run.ts';

/** A report in XML that is to be signed. */
export interface XmlReportJob {
  readonly input: ReportInput;
  /** The verified file, whose permissions the report gets. */
  readonly source: OpenFile;
  /** Absolute. */
  readonly target: string;
  readonly replace: boolean;
  readonly allowExpired?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a report with an enveloped XAdES signature, checked before it gets its name and recorded in the ledger like every signature.
 * @throws AppError with the code of the step that failed; nothing is left behind
 */
export async function signXmlReport(job: XmlReportJob, dependencies: SignDependencies): Promise<Recorded> {
  const { input, source, target, replace, signal } = job;
  const { clock, unlock, turn } = dependencies;
  const { signedValidationReportXml, validationReportXml } = await import('../report/xml/validation-report.ts');
  return runStaged(
    {
      kind: 'document.signed',
      source,
      start: 'empty',
      target,
      replace,
      signal,
      turn,
      produce: async ({ file, note }) => {
        const signer = await unlock();
        const now = clock.now();
        const certificate = new Certificate(signer.certificate);
        refuseUnfit(certificate, now, job.allowExpired ?? false);
        const { algorithm, sign } = signingWith(signer, certificate, signal);
        const reportSigner = { certificate: certificate.der, chain: signer.chain, algorithm, time: isoTime(now), sign };
        const bytes = Buffer.from(await signedValidationReportXml(input, reportSigner));
        await file.append(bytes);
        const record = {
          sourceSha256: sha256(Buffer.from(validationReportXml(input))),
          resultSha256: sha256(bytes),
          signerSha256: certificate.sha256,
          signer: certificate.commonName,
        };
        await Promise.all([file.sync(), note(record)]);
        return { record, outcome: {} };
      },
    },
    dependencies,
  );
}

/** Signs and checks what came back: a token may answer with the signature of another key. */
function signingWith(signer: Signer, certificate: Certificate, signal: AbortSignal | undefined) {
  const name = chooseAlgorithm(signer);
  const scheme = schemeOf(name);
  return {
    algorithm: schemeLabel(scheme),
    sign: async (toBeSigned: Uint8Array): Promise<Uint8Array> => {
      const value = await signer.sign(toBeSigned, name, signal);
      if (checkSignature(certificate.spki, () => certificate.publicKey, scheme, toBeSigned, value) !== 'valid') {
        throw new AppError(
          'VERIFICATION_FAILED',
          'The signature that the key gave does not fit its certificate. Nothing was saved.',
        );
      }
      return scheme.family === 'ecdsa' ? ecdsaSideBySide(value, certificate.spki) : value;
    },
  };
}

function sha256(bytes: Uint8Array): string {
  return Buffer.from(digestBytes('sha256', bytes)).toString('hex');
}
