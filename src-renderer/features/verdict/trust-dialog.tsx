import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { commonName } from '../../../shared/domain/common-name.ts';
import type { CertificateName } from '../../../shared/domain/verification.ts';
import { Button } from '../../components/button.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import type { Failure } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { Hex } from '../../components/hex.tsx';
import { Note } from '../../components/note.tsx';

interface TrustDialogProps {
  /** From the signer up, as far as it was found; not empty. */
  readonly chain: readonly CertificateName[];
  readonly failure: Failure | null;
  readonly onTrust: (certificate: CertificateName) => void;
  /** Trusts a certificate that lies in a file instead. */
  readonly onElsewhere: () => void;
  readonly onClose: () => void;
}

/** Makes sure that somebody who trusts an issuer knows what that means, and has compared its digest. */
export function TrustDialog({ chain, failure, onTrust, onElsewhere, onClose }: TrustDialogProps) {
  const { t } = useTranslation();
  const [compared, setCompared] = useState(false);
  const issuer = chain.at(-1);
  if (issuer === undefined) return null;
  const isSigner = chain.length === 1;
  return (
    <Dialog title={t(isSigner ? 'trusting.signerTitle' : 'trusting.title')} onClose={onClose}>
      <div className="flex min-h-0 flex-col gap-4 overflow-y-auto px-5 py-4">
        <p className="text-pretty text-sm">{t(isSigner ? 'trusting.signerText' : 'trusting.text')}</p>
        {isSigner ? <Note tone="warn">{t('trusting.self')}</Note> : null}
        <div className="rounded-md border border-line bg-canvas px-3 py-2.5">
          <p className="text-faint text-xs">{isSigner ? t('signature.subject') : t('trusting.issuer')}</p>
          <p className="break-words font-semibold text-base">{commonName(issuer.subject)}</p>
          <p className="break-words text-muted text-xs">{issuer.subject}</p>
          <p className="mt-2 text-faint text-xs">{t('trusting.digest')}</p>
          <Hex value={issuer.sha256} className="mb-2 block text-ink text-sm" />
          <CopyButton text={issuer.sha256} />
        </div>
        <p className="text-pretty text-sm">{t(isSigner ? 'trusting.signerCompare' : 'trusting.compare')}</p>
        <CheckBox label={t('trusting.confirm')} checked={compared} onChange={setCompared} />
        {failure === null ? null : <FailureNote failure={failure} />}
      </div>
      <footer className="flex shrink-0 flex-wrap items-center justify-between gap-2 border-line border-t bg-canvas px-5 py-3">
        <Button size="bare" tone="link" className="text-sm" onClick={onElsewhere}>
          {t('trusting.elsewhere')}
        </Button>
        <span className="ml-auto flex gap-2">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone="primary" disabled={!compared} onClick={() => onTrust(issuer)}>
            <ShieldCheck size={15} aria-hidden />
            {t('trusting.submit')}
          </Button>
        </span>
      </footer>
    </Dialog>
  );
}
