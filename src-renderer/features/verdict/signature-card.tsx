import { BadgeCheck, Clock, Eye, FilePen, Layers, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { commonName, organisation } from '../../../shared/domain/common-name.ts';
import type { SignatureReport } from '../../../shared/domain/verification.ts';
import { Button } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { Disclosure } from '../../components/disclosure.tsx';
import { TONE_TEXT } from '../../components/tone.ts';
import { ToneIcon } from '../../components/tone-icon.tsx';
import { formatTime } from '../../i18n/format.ts';
import { ActionButton } from './action-button.tsx';
import { ChangeList } from './change-list.tsx';
import { actionFor, toneOf } from './judgement.ts';
import { SignatureDetails } from './signature-details.tsx';
import type { VerdictActions } from './verdict-actions.ts';

const EDGE = { good: 'border-l-good', warn: 'border-l-warn', bad: 'border-l-bad' } as const;
const CHANGES = {
  none: 'signature.changesNone',
  permitted: 'signature.changesPermitted',
  forbidden: 'signature.changesForbidden',
  indeterminate: 'signature.changesIndeterminate',
} as const;
const CERTIFY = {
  'no-changes': 'signature.certifyNoChanges',
  forms: 'signature.certifyForms',
  annotations: 'signature.certifyAnnotations',
} as const;

interface SignatureCardProps {
  readonly signature: SignatureReport;
  readonly actions: VerdictActions;
  /** Pages that look otherwise than when it was made, from 1. */
  readonly altered: readonly number[];
  /** False where the button stands beside the verdict already. */
  readonly withAction: boolean;
}

/** One signature: who, when, how strong, what changed since, and what is missing. Everything else is one level down. */
export function SignatureCard({ signature, actions, altered, withAction }: SignatureCardProps) {
  const { t } = useTranslation();
  const tone = toneOf(signature, altered.length > 0);
  const { signer, subIndication, changesAfter, coversRevision, revisions } = signature;
  const name = signer === null ? t('signature.unknownSigner') : commonName(signer.subject);
  const action = withAction ? actionFor(signature) : null;
  const isEarlier = coversRevision !== null && coversRevision < revisions && actions.comparable;
  const trust = () => actions.onTrust(signature.chain.length > 0 || signer === null ? signature.chain : [signer]);
  const act = {
    trust,
    trustSigner: trust,
    online: actions.onOnline,
    extend: actions.onExtend,
    compare: () => undefined,
  };
  return (
    <article
      className={cx('rounded-md border border-line border-l-3 bg-surface px-3.5 py-3 shadow-card', EDGE[tone])}
      data-tone={tone}
    >
      <header className="flex flex-wrap items-start gap-x-2">
        <ToneIcon tone={tone} size={17} className="mt-0.5" />
        <h4 className="min-w-0 flex-1 break-words font-semibold text-base">{name}</h4>
        <span className={cx('mt-0.5 shrink-0 font-medium text-xs', TONE_TEXT[tone])}>{t(`signature.${tone}`)}</span>
        <Whose signature={signature} />
      </header>
      <ul className="mt-2.5 flex flex-col gap-1.5 text-sm">
        <Line icon={<Clock size={14} aria-hidden />}>
          <When signature={signature} />
        </Line>
        {signature.kind === 'timestamp' ? null : (
          <Line icon={<Layers size={14} aria-hidden />}>{t(`signature.strength.${signature.level ?? 'none'}`)}</Line>
        )}
        <Quality signature={signature} />
        {signature.certify === null ? null : (
          <Line icon={<ShieldCheck size={14} aria-hidden />}>{t(CERTIFY[signature.certify])}</Line>
        )}
        {subIndication === 'HASH_FAILURE' && changesAfter === 'none' ? null : (
          <Line icon={<FilePen size={14} aria-hidden />}>
            {t(coversRevision === null ? 'signature.coversNothing' : CHANGES[changesAfter])}
            {altered.length === 0 ? null : (
              <p className="font-medium text-warn">
                {t('verdict.visualPages', { count: altered.length, pages: altered.join(', ') })}
              </p>
            )}
            {signature.changes.length === 0 ? null : (
              <ChangeList signature={signature} onPlace={isEarlier ? actions.onPlace : null} />
            )}
          </Line>
        )}
      </ul>
      {subIndication === null ? null : (
        <p className={cx('mt-2.5 text-pretty text-sm', TONE_TEXT[tone])}>{t(`reason.${subIndication}`)}</p>
      )}
      {action === null && !isEarlier ? null : (
        <div className="mt-2.5 flex flex-wrap gap-2">
          {action === null ? null : <ActionButton action={action} actions={actions} onAct={act[action]} />}
          {isEarlier ? (
            <Button size="sm" onClick={() => actions.onShowSigned(coversRevision, name)}>
              <Eye size={14} aria-hidden />
              {t('verdict.showSigned')}
            </Button>
          ) : null}
        </div>
      )}
      <Disclosure title={t('common.details')} className="mt-2">
        <SignatureDetails signature={signature} />
      </Disclosure>
    </article>
  );
}

/** For whom the signer acts, and who says that the name is theirs. */
function Whose({ signature: { signer } }: { readonly signature: SignatureReport }) {
  const { t } = useTranslation();
  if (signer === null) return null;
  const organisationName = organisation(signer.subject);
  return (
    <p className="w-full pl-6.25 text-muted text-xs" title={signer.issuer}>
      {organisationName === null ? null : <>{t('signature.ofOrganisation', { name: organisationName })} · </>}
      {t('signature.issuedBy', { name: commonName(signer.issuer) })}
    </p>
  );
}

/** What the trusted lists make of it, where they were asked. */
function Quality({ signature: { qualification } }: { readonly signature: SignatureReport }) {
  const { t } = useTranslation();
  if (qualification === null) return null;
  const { result, service } = qualification;
  const kind = qualification.purpose === 'seal' ? 'seal' : 'signature';
  // Only lists of the EU say what counts in the EU.
  const quality = result === 'QES' && service?.official === false ? 'byHand' : result;
  return (
    <Line icon={<BadgeCheck size={14} aria-hidden />}>
      {quality === null ? t('signature.quality.unknown') : t(`signature.quality.${quality}.${kind}`)}
    </Line>
  );
}

function Line({ icon, children }: { readonly icon: ReactNode; readonly children: ReactNode }) {
  return (
    <li className="flex gap-2 text-ink">
      <span className="mt-[3px] shrink-0 text-faint">{icon}</span>
      <div className="min-w-0 flex-1">{children}</div>
    </li>
  );
}

/** A proved time and a claimed time are never confused. */
function When({ signature }: { readonly signature: SignatureReport }) {
  const { t } = useTranslation();
  const { kind, level, signer, bestSignatureTime: best, signingTimeClaimed: claimed, timestamps } = signature;
  const { timestampTime: stated, indication } = signature;
  if (kind === 'timestamp' && stated !== null)
    return t(indication === 'TOTAL-PASSED' ? 'signature.timestamped' : 'signature.timestampStates', {
      time: formatTime(stated),
      name: signer === null ? t('signature.unknownSigner') : commonName(signer.subject),
    });
  const proof = timestamps.find(({ indication, time }) => indication === 'TOTAL-PASSED' && time === best);
  if (best !== null && proof !== undefined && proof.authority !== null)
    return t('signature.signedProvedBy', { time: formatTime(best), name: commonName(proof.authority.subject) });
  if (best !== null && level !== null && level !== 'B-B')
    return t('signature.signedProved', { time: formatTime(best) });
  if (claimed !== null) return t('signature.signedClaimed', { time: formatTime(claimed) });
  return t('signature.signedUnknown');
}
