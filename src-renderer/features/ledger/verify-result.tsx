import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract/contract.ts';
import { cx } from '../../components/cx.ts';
import { Hex } from '../../components/hex.tsx';
import { TONE_BOX, TONE_TEXT } from '../../components/tone.ts';
import { ToneIcon } from '../../components/tone-icon.tsx';

export function VerifyResult({ result }: { readonly result: Output<'ledger.verify'> }) {
  const { t } = useTranslation();
  const tone = result.ok ? 'good' : 'bad';
  return (
    <div role="status" className={cx('flex animate-appear gap-3 rounded-lg border px-4 py-3', TONE_BOX[tone])}>
      <ToneIcon tone={tone} size={20} className="mt-0.5" />
      <div className="min-w-0 flex-1">
        <p className={cx('font-semibold text-base', TONE_TEXT[tone])}>
          {result.ok ? t('ledger.ok', { count: result.size }) : t('ledger.notOk')}
        </p>
        {result.problems.length === 0 ? null : (
          <ul className="mt-1 list-disc pl-4 text-sm">
            {result.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        )}
        <p className="mt-1 text-muted text-xs">
          {t('ledger.checkpoints', { count: result.checkpoints })} · {t('ledger.root')} <Hex value={result.root} />
        </p>
      </div>
    </div>
  );
}
