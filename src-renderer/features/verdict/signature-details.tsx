import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { commonName } from '../../../shared/domain/common-name.ts';
import type { SignatureReport } from '../../../shared/domain/verification.ts';
import { Fact, Facts } from '../../components/facts.tsx';
import { Hex } from '../../components/hex.tsx';
import { Sentence } from '../../components/sentence.tsx';
import { formatTime } from '../../i18n/format.ts';
import { ChainTree } from './chain-tree.tsx';

const REVOCATION = {
  good: 'signature.revocationGood',
  revoked: 'signature.revocationRevoked',
  unknown: 'signature.revocationUnknown',
  'not-checked': 'signature.revocationNotChecked',
} as const;

/** Everything the validation found, in the words of the standards. */
export function SignatureDetails({ signature }: { readonly signature: SignatureReport }) {
  const { t } = useTranslation();
  const time = (value: string | null) => (value === null ? t('common.unknown') : formatTime(value));
  return (
    <div className="flex flex-col gap-4 border-line border-t pt-3">
      <Facts>
        <Fact name={t('signature.indication')}>
          {signature.indication}
          {signature.subIndication === null ? null : ` / ${signature.subIndication}`}
        </Fact>
        <Fact name={t('signature.level')}>{signature.level ?? t('signature.levelNone')}</Fact>
        <Fact name={t('signature.field')}>{signature.field === '' ? t('common.none') : signature.field}</Fact>
        <Fact name={t('signature.algorithm')}>{signature.signatureAlgorithm ?? t('common.unknown')}</Fact>
        <Fact name={t('signature.digest')}>{signature.digestAlgorithm ?? t('common.unknown')}</Fact>
        <Fact name={t('signature.claimed')}>{time(signature.signingTimeClaimed)}</Fact>
        <Fact name={t('signature.best')}>{time(signature.bestSignatureTime)}</Fact>
        <Fact name={t('signature.covers')}>
          {signature.coversRevision === null
            ? t('common.none')
            : t('signature.coversOf', { covered: signature.coversRevision, count: signature.revisions })}
        </Fact>
        <Fact name={t('signature.revocation')}>{t(REVOCATION[signature.revocation])}</Fact>
        <Fact name={t('signature.qualified')}>{signature.qualified ?? t('signature.qualifiedNot')}</Fact>
        <TrustedService signature={signature} />
      </Facts>
      <Sentences texts={[...(signature.qualification?.reasons ?? []), ...signature.warnings]} />
      <Part title={t('signature.chain')}>
        <ChainTree signature={signature} />
      </Part>
      {signature.timestamps.length === 0 ? null : (
        <Part title={t('signature.timestamps')}>
          <ol className="flex flex-col gap-3">
            {signature.timestamps.map((stamp, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes but as a whole
              <li key={index} className="flex flex-col gap-2 border-line border-l-2 pl-3">
                <Facts>
                  <Fact name={t(`signature.timestampKind.${stamp.kind}`)}>{time(stamp.time)}</Fact>
                  <Fact name={t('signature.indication')}>
                    {stamp.indication}
                    {stamp.subIndication === null ? null : ` / ${stamp.subIndication}`}
                  </Fact>
                  <Fact name={t('signature.authority')}>{stamp.authority?.subject ?? t('common.unknown')}</Fact>
                </Facts>
                <Sentences texts={stamp.warnings} />
              </li>
            ))}
          </ol>
        </Part>
      )}
      {signature.evidence.length === 0 ? null : (
        <Part title={t('signature.evidence')}>
          <ol className="flex flex-col gap-3">
            {signature.evidence.map((item) => (
              <li key={`${item.sha256}-${item.certificate}`} className="border-line border-l-2 pl-3">
                <Facts>
                  <Fact name={t('signature.evidenceAbout')}>{nameOf(signature, item.certificate)}</Fact>
                  <Fact name={t(`signature.evidenceKind.${item.kind}`)}>
                    {t(`signature.evidenceOrigin.${item.origin}`)}
                  </Fact>
                  <Fact name={t('signature.evidenceFrom')}>{time(item.thisUpdate)}</Fact>
                  <Fact name={t('signature.evidenceUntil')}>{time(item.nextUpdate)}</Fact>
                  <Fact name={t('verdict.sha256')}>
                    <Hex value={item.sha256} />
                  </Fact>
                </Facts>
              </li>
            ))}
          </ol>
        </Part>
      )}
    </div>
  );
}

/** The name of a certificate of the chain; of any other its digest. */
function nameOf(signature: SignatureReport, sha256: string): ReactNode {
  const known = signature.chain.find((certificate) => certificate.sha256 === sha256);
  return known === undefined ? <Hex value={sha256} /> : commonName(known.subject);
}

function TrustedService({ signature: { qualification } }: { readonly signature: SignatureReport }) {
  const { t } = useTranslation();
  const service = qualification?.service;
  if (service == null) return null;
  return (
    <>
      <Fact name={t('signature.service')}>
        {service.name} ({service.provider}, {service.country})
      </Fact>
      <Fact name={t('signature.serviceStatus')}>{service.status}</Fact>
      {service.listIssued === null ? null : (
        <Fact name={t('signature.listIssued')}>{formatTime(service.listIssued)}</Fact>
      )}
    </>
  );
}

export function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <h5 className="mb-2 font-semibold text-xs">{title}</h5>
      {children}
    </div>
  );
}

/** Sentences of main, one below the other. */
export function Sentences({ texts }: { readonly texts: readonly string[] }) {
  if (texts.length === 0) return null;
  return (
    <ul className="flex list-disc flex-col gap-1 pl-4 text-ink text-xs">
      {[...new Set(texts)].map((text) => (
        <li key={text}>
          <Sentence text={text} />
        </li>
      ))}
    </ul>
  );
}
