import { BadgeCheck, Cloud, FileKey2, KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SigningCertificate } from '../../shared/contract/token-list-calls.ts';
import { commonName } from '../../shared/domain/common-name.ts';
import { formatDate } from '../i18n/format.ts';
import { Name } from './name.tsx';
import { OneLine, Whole } from './one-line.tsx';
import { Sentence } from './sentence.tsx';
import { ToneIcon } from './tone-icon.tsx';

interface CertificateTextProps {
  readonly certificate: SigningCertificate;
  /** False where its token or key file stands above it already. */
  readonly withHome?: boolean;
}

const HOME_ICON = { pkcs11: KeyRound, pkcs12: FileKey2, system: FileKey2, service: Cloud } as const;

/** Whose certificate it is, who says so, until when, where its key lives, and what is to be known of it. */
export function CertificateText({ certificate, withHome = true }: CertificateTextProps) {
  const { t } = useTranslation();
  const { home } = certificate;
  const HomeIcon = HOME_ICON[home.kind];
  return (
    <span className="min-w-0 flex-1">
      {!withHome && certificate.name === home.label ? null : (
        <span className="block break-words font-semibold text-base text-ink">
          <Name text={certificate.name} />
        </span>
      )}
      {certificate.issuer === null ? (
        <span className="block text-muted text-xs">{t('sign.sealed')}</span>
      ) : (
        <span className="block truncate text-muted text-xs" title={certificate.issuer}>
          {t('sign.issuer', { name: commonName(certificate.issuer) })}
        </span>
      )}
      {certificate.notAfter === null && certificate.key === null ? null : (
        <span className="block text-muted text-xs">
          <OneLine>
            {certificate.key}
            {certificate.notAfter === null ? null : (
              <Whole>{t('sign.validUntil', { date: formatDate(certificate.notAfter) })}</Whole>
            )}
          </OneLine>
        </span>
      )}
      {certificate.qualified === null ? null : (
        <span className="mt-1 flex items-start gap-1.5 text-ink text-xs">
          <BadgeCheck size={13} className="mt-px shrink-0 text-accent" aria-hidden />
          {t(`sign.qualified.${certificate.qualified}`)}
        </span>
      )}
      {withHome ? (
        <span className="mt-1 flex min-w-0 items-center gap-1.5 text-faint text-xs">
          <HomeIcon size={12} className="shrink-0" aria-hidden />
          <span className="truncate">
            <OneLine>
              <Name text={home.label} />
              {home.detail === '' ? null : <Name text={home.detail} />}
            </OneLine>
          </span>
        </span>
      ) : null}
      {certificate.reason === null ? null : (
        <span className="mt-1.5 flex gap-1.5 text-bad text-xs">
          <ToneIcon tone="bad" size={13} className="mt-px" />
          <Sentence text={certificate.reason} />
        </span>
      )}
      {certificate.warnings.map((warning) => (
        <span key={warning} className="mt-1.5 flex gap-1.5 text-warn text-xs">
          <ToneIcon tone="warn" size={13} className="mt-px" />
          <Sentence text={warning} />
        </span>
      ))}
    </span>
  );
}
