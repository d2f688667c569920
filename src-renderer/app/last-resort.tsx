import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { FailureNote } from '../components/failure-note.tsx';

/** Stands in where a part of the window could not be drawn: says so and lets the person go on. Nothing that was signed is touched. */
export class LastResort extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return <Failed onRetry={() => this.setState({ failed: false })} />;
  }
}

function Failed({ onRetry }: { readonly onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <main className="grid h-full place-items-center bg-surface p-10">
      <div className="w-full max-w-xl">
        <h1 className="mb-3 font-semibold text-xl">{t('app.notDrawn')}</h1>
        <FailureNote failure={{ code: 'INTERNAL', details: {} }}>
          <Button onClick={onRetry}>{t('common.retry')}</Button>
        </FailureNote>
      </div>
    </main>
  );
}
