import { useTranslation } from 'react-i18next';
import type { CertificateName, SignatureReport } from '../../../shared/domain/verification.ts';
import { Fact, Facts } from '../../components/facts.tsx';
import { Hex } from '../../components/hex.tsx';
import { formatTime } from '../../i18n/format.ts';

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
        <Fact name={t('signature.level')}>
          {signature.level === null ? t('signature.levelNone') : `PAdES ${signature.level}`}
        </Fact>
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
        <Fact name={t('signature.revocation')}>
          {t(
            signature.revocation === 'good'
              ? 'signature.revocationGood'
              : signature.revocation === 'revoked'
                ? 'signature.revocationRevoked'
                : signature.revocation === 'unknown'
                  ? 'signature.revocationUnknown'
                  : 'signature.revocationNotChecked',
          )}
        </Fact>
        <Fact name={t('signature.qualified')}>{signature.qualified ?? t('signature.qualifiedNot')}</Fact>
      </Facts>
      {signature.warnings.length === 0 ? null : (
        <ul className="flex list-disc flex-col gap-1 pl-4 text-ink text-xs">
          {signature.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      <div>
        <h5 className="mb-2 font-semibold text-xs">{t('signature.chain')}</h5>
        {signature.chain.length === 0 && signature.signer === null ? (
          <p className="text-faint text-xs">{t('signature.chainMissing')}</p>
        ) : (
          <ol className="flex flex-col gap-3">
            {(signature.chain.length === 0 && signature.signer !== null ? [signature.signer] : signature.chain).map(
              (certificate) => (
                <li key={certificate.sha256} className="border-line border-l-2 pl-3">
                  <Certificate certificate={certificate} />
                </li>
              ),
            )}
          </ol>
        )}
      </div>
      {signature.changes.length === 0 ? null : (
        <div>
          <h5 className="mb-2 font-semibold text-xs">{t('signature.changes')}</h5>
          <ul className="flex flex-col gap-1.5 text-xs">
            {signature.changes.map((change) => (
              <li key={`${change.revision}-${change.object}-${change.description}`}>
                <span className="font-medium">{t(`signature.${change.assessment}`)}</span>
                {' · '}
                {t('signature.change', { revision: change.revision, text: change.description })}
                {change.object === null ? null : (
                  <span className="text-faint"> ({t('signature.object', { object: change.object })})</span>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function Certificate({ certificate }: { readonly certificate: CertificateName }) {
  const { t } = useTranslation();
  return (
    <Facts>
      <Fact name={t('signature.subject')}>{certificate.subject}</Fact>
      <Fact name={t('signature.issuer')}>{certificate.issuer}</Fact>
      <Fact name={t('signature.serial')}>
        <Hex value={certificate.serial} />
      </Fact>
      <Fact name={t('signature.fingerprint')}>
        <Hex value={certificate.sha256} />
      </Fact>
    </Facts>
  );
}
