import { useTranslation } from 'react-i18next';
import { commonName } from '../../../shared/domain/common-name.ts';
import type { VerificationSetting } from '../../../shared/domain/verification.ts';
import { Fact, Facts } from '../../components/facts.tsx';
import { Hex } from '../../components/hex.tsx';
import { Sentence } from '../../components/sentence.tsx';
import { formatDate, formatSize, formatTime } from '../../i18n/format.ts';
import { Part, Sentences } from './signature-details.tsx';

/** How and with what was verified. */
export function SettingDetails({ setting }: { readonly setting: VerificationSetting }) {
  const { t, i18n } = useTranslation();
  const { policy, checksOff, fetched, anchors, trustedLists } = setting;
  return (
    <div className="flex flex-col gap-4">
      <Facts>
        <Fact name={t('setting.time')}>{formatTime(setting.time)}</Fact>
        <Fact name={t('setting.program')}>{setting.program}</Fact>
        <Fact name={t('setting.policy')}>
          {policy.title === 'built in' ? t('setting.policyBuiltIn') : <Sentence text={policy.title} />}
        </Fact>
        {policy.sha256 === null ? null : (
          <Fact name={t('setting.policyFile')}>
            <Hex value={policy.sha256} />
          </Fact>
        )}
      </Facts>
      {checksOff.length === 0 ? null : (
        <Part title={t('setting.checksOff')}>
          <Sentences texts={checksOff} />
        </Part>
      )}
      <Part title={t('setting.fetched')}>
        {fetched.length === 0 ? <p className="text-muted text-xs">{t('setting.fetchedNone')}</p> : null}
        <ul className="flex flex-col gap-1.5 text-xs">
          {fetched.map(({ url, outcome, bytes, purpose }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes but as a whole, and an address may be asked twice
            <li key={index}>
              <span className="break-all text-ink">{url}</span>
              <span className="block text-muted">
                {t(`setting.purpose.${purpose}`)} · {outcome === 'ok' ? t('setting.answered') : outcome} ·{' '}
                {formatSize(bytes, i18n.language)}
              </span>
            </li>
          ))}
        </ul>
      </Part>
      <Part title={t('setting.anchors')}>
        {anchors.length === 0 ? <p className="text-muted text-xs">{t('setting.anchorsNone')}</p> : null}
        <ul className="flex max-h-60 flex-col gap-2 overflow-y-auto text-xs">
          {anchors.map((anchor) => (
            <li key={anchor.sha256} title={anchor.subject}>
              <span className="text-ink">{commonName(anchor.subject)}</span>
              {anchor.origin === 'given' ? null : (
                <span className="text-muted">
                  {' · '}
                  <Sentence text={anchor.origin} />
                </span>
              )}
              <Hex value={anchor.sha256} className="block text-2xs text-faint" />
            </li>
          ))}
        </ul>
      </Part>
      {trustedLists.length === 0 ? null : (
        <Part title={t('setting.trustedLists')}>
          <ul className="flex max-h-60 flex-col gap-1.5 overflow-y-auto text-xs">
            {trustedLists.map((list) => (
              <li key={`${list.territory} ${list.operator} ${list.sequence}`}>
                <span className="text-ink">
                  {list.territory} · {list.operator}
                </span>
                <span className="tabular block text-muted">
                  {t('setting.listNumber', { number: list.sequence })} ·{' '}
                  {t('lists.issued', { date: formatDate(list.issued) })}
                  {list.stale ? <span className="text-warn"> · {t('lists.late')}</span> : null}
                </span>
              </li>
            ))}
          </ul>
        </Part>
      )}
    </div>
  );
}
