import { LoaderCircle } from 'lucide-react';
import { useTranslation } from 'react-i18next';

/** Cards that lie in readers and are not read yet. */
export function ReadingCards({ readers }: { readonly readers: readonly string[] }) {
  const { t } = useTranslation();
  if (readers.length === 0) return null;
  return (
    <div role="status" className="flex flex-col gap-1 py-2 text-muted text-sm">
      {readers.map((reader) => (
        <p key={reader} className="flex items-center gap-2">
          <LoaderCircle size={15} className="shrink-0 animate-spin" aria-hidden />
          {t('sign.readingCard', { reader })}
        </p>
      ))}
    </div>
  );
}
