import { LoaderCircle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../shared/contract/contract.ts';

/** Cards that lie in readers and are not read yet, and modules that have not answered. */
export function ReadingCards({ keys }: { readonly keys: Pick<Output<'tokens.list'>, 'reading' | 'asked'> | null }) {
  const { t } = useTranslation();
  if (keys === null || !isReading(keys)) return null;
  const lines = [
    ...keys.reading.map((reader) => t('sign.readingCard', { reader })),
    ...keys.asked.map((module) => t('sign.askingModule', { module })),
  ];
  return (
    <div role="status" className="flex flex-col gap-1 py-2 text-muted text-sm">
      {lines.map((line) => (
        <p key={line} className="flex items-center gap-2">
          <LoaderCircle size={15} className="shrink-0 animate-spin" aria-hidden />
          {line}
        </p>
      ))}
    </div>
  );
}

/** Whether more may come. */
export function isReading({ reading, asked }: Pick<Output<'tokens.list'>, 'reading' | 'asked'>): boolean {
  return reading.length + asked.length > 0;
}
