import { FileLock2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileToken } from '../../../shared/contract/ids.ts';
import { call } from '../../bridge/client.ts';
import { Button } from '../../components/button.tsx';
import { type Failure, failureOf } from '../../components/failure.ts';
import { PinDialog } from '../../components/pin-dialog.tsx';
import { ImportFailure } from './import-failure.tsx';

interface KeepKeyStoreProps {
  readonly onNews: (text: string) => void;
}

/** Takes the keys of a key file into the program's own folder, so that the file itself is needed no more. */
export function KeepKeyStore({ onNews }: KeepKeyStoreProps) {
  const { t } = useTranslation();
  const [file, setFile] = useState<{ readonly id: FileToken; readonly name: string } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const choose = async () => {
    setFailure(null);
    try {
      setFile((await call('tokens.chooseFile', { purpose: 'key-store' })).file);
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  const keep = async (id: FileToken, password: Uint8Array<ArrayBuffer>) => {
    setFile(null);
    const answer = call('tokens.keepKeyStore', { file: id, password });
    password.fill(0);
    try {
      onNews(t('manage.kept', { count: (await answer).keys }));
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  return (
    <div className="mb-2 flex flex-col items-start gap-2">
      {failure === null ? null : <ImportFailure failure={failure} />}
      <Button size="sm" onClick={() => void choose()}>
        <FileLock2 size={13} aria-hidden />
        {t('manage.keep')}
      </Button>
      <p className="text-faint text-xs">{t('manage.keepText')}</p>
      {file === null ? null : (
        <PinDialog
          certificate={{ name: t('manage.ownFolder'), home: { kind: 'pkcs12', label: file.name } }}
          pinState="unknown"
          entry="here"
          what={t('manage.whatKeep', { name: file.name })}
          action={t('manage.submit.keep')}
          onSubmit={(password) => void keep(file.id, password)}
          onClose={() => setFile(null)}
        />
      )}
    </div>
  );
}
