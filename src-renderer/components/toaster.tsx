import { X } from 'lucide-react';
import { Toast } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.tsx';
import type { Tone } from './tone.ts';
import { ToneIcon } from './tone-icon.tsx';

export interface News {
  readonly id: number;
  readonly tone: Tone;
  readonly text: string;
}

/** Passing news, lower left of the document, where they cover no button, read aloud politely. Errors that need an answer never come here. */
export function Toaster({ news, onGone }: { readonly news: readonly News[]; readonly onGone: (id: number) => void }) {
  const { t } = useTranslation();
  return (
    <Toast.Provider duration={5000} swipeDirection="left">
      {news.map((item) => (
        <Toast.Root
          key={item.id}
          onOpenChange={(open) => {
            if (!open) onGone(item.id);
          }}
          className="flex animate-appear items-center gap-3 rounded-lg border border-line bg-raised py-2 pr-2 pl-4 shadow-float"
        >
          <ToneIcon tone={item.tone} />
          <Toast.Description className="min-w-0 flex-1 break-words text-ink text-sm">{item.text}</Toast.Description>
          <Toast.Close asChild>
            <IconButton label={t('common.dismiss')} icon={<X size={15} />} />
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="fixed bottom-11 left-60 z-40 flex w-[min(24rem,calc(100vw-2rem))] flex-col gap-2" />
    </Toast.Provider>
  );
}
