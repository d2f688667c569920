import { FileUp, PenTool, ScanSearch, SquareDashedMousePointer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Keys } from '../../components/keys.tsx';

/** Nothing is open: what this is for, and the three steps. */
export function EmptyState({ onOpen }: { readonly onOpen: () => void }) {
  const { t } = useTranslation();
  const steps = [
    { icon: ScanSearch, title: t('documents.step1'), text: t('documents.step1Text') },
    { icon: SquareDashedMousePointer, title: t('documents.step2'), text: t('documents.step2Text') },
    { icon: PenTool, title: t('documents.step3'), text: t('documents.step3Text') },
  ];
  return (
    <main className="grid min-w-0 flex-1 place-items-center overflow-y-auto bg-surface p-10">
      <div className="w-full max-w-3xl">
        <div className="flex flex-col items-center rounded-lg border border-edge/70 border-dashed bg-canvas px-8 py-14 text-center">
          <span className="mb-5 grid size-12 place-items-center rounded-lg border border-line bg-raised text-accent shadow-card">
            <FileUp size={22} strokeWidth={1.75} aria-hidden />
          </span>
          <h1 className="text-balance font-semibold text-2xl tracking-[-0.01em]">{t('documents.emptyTitle')}</h1>
          <p className="mt-2 max-w-[54ch] text-pretty text-base text-muted">{t('documents.emptyText')}</p>
          <Button tone="primary" size="lg" className="mt-6" onClick={onOpen} aria-keyshortcuts="Control+O">
            {t('documents.open')}
          </Button>
          <span className="mt-3 flex items-center gap-1.5 text-faint text-xs" aria-hidden>
            <Keys keys="Mod+O" />
          </span>
        </div>
        <ol className="mt-8 grid grid-cols-1 gap-x-8 gap-y-6 sm:grid-cols-3">
          {steps.map(({ icon: Icon, title, text }, index) => (
            <li key={title}>
              <div className="mb-1.5 flex items-center gap-2">
                <Icon size={16} strokeWidth={1.75} className="text-accent" aria-hidden />
                <h2 className="font-semibold text-base">
                  <span className="tabular mr-1.5 text-faint">{index + 1}</span>
                  {title}
                </h2>
              </div>
              <p className="text-pretty text-muted text-sm">{text}</p>
            </li>
          ))}
        </ol>
      </div>
    </main>
  );
}
