import { useTranslation } from 'react-i18next';
import type { Placement } from '../../../shared/contract/contract.ts';

/** What the mark will say. */
export interface MarkText {
  readonly signer: string;
  readonly reason: string;
  readonly location: string;
}

/** The mark as it will stand on the page: the same lines in the same order as the signature writes. Paper is always white. */
export function Mark({
  rect,
  scale,
  text,
}: {
  readonly rect: Placement;
  readonly scale: number;
  readonly text: MarkText;
}) {
  const { t } = useTranslation();
  const rows = [
    `${t('place.previewDate')}: ${t('place.previewTime')}`,
    ...(text.reason === '' ? [] : [`${t('place.previewReason')}: ${text.reason}`]),
    ...(text.location === '' ? [] : [`${t('place.previewLocation')}: ${text.location}`]),
  ];
  const size = Math.min(rect.height / (rows.length + 3), rect.width / 16, 12) * scale;
  return (
    <div
      aria-hidden
      className="flex size-full select-none flex-col justify-center overflow-hidden bg-white/90 px-[0.7em] text-[#14181f]"
      style={{ fontSize: size, lineHeight: 1.25 }}
    >
      <span className="truncate opacity-80">{t('place.previewSigned')}</span>
      <span className="truncate font-semibold text-[1.25em]">
        {text.signer === '' ? t('place.previewSigner') : text.signer}
      </span>
      {rows.map((row) => (
        <span key={row} className="truncate opacity-80">
          {row}
        </span>
      ))}
    </div>
  );
}
