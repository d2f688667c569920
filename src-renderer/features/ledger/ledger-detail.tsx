import { Waypoints } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract/contract.ts';
import type { LedgerEntryView } from '../../../shared/contract/ledger-calls.ts';
import { call } from '../../bridge/client.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Fact, Facts } from '../../components/facts.tsx';
import { type Failure, failureOf } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { Hex } from '../../components/hex.tsx';
import { Section } from '../../components/section.tsx';
import { formatTime } from '../../i18n/format.ts';
import { useKindName } from './kind-name.ts';

type Proof = Output<'ledger.prove'>;

/** One entry with its hashes, and its proof on demand. */
export function LedgerDetail({ entry }: { readonly entry: LedgerEntryView }) {
  const { t } = useTranslation();
  const kindName = useKindName();
  const [proof, setProof] = useState<Proof | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const prove = () =>
    call('ledger.prove', { index: entry.index }).then(setProof, (error: unknown) => setFailure(failureOf(error)));

  return (
    <div className="flex flex-col gap-5">
      <div>
        <p className="tabular text-faint text-xs">{t('result.ledgerNumber', { index: entry.index })}</p>
        <h2 className="break-words font-semibold text-lg">{entry.document}</h2>
        <p className="tabular text-muted text-sm">
          {kindName(entry.kind)} · {formatTime(entry.time)}
        </p>
      </div>
      <Facts>
        <Fact name={t('ledger.signer')}>{entry.signer ?? t('common.unknown')}</Fact>
        <Fact name={t('ledger.source')}>
          {entry.sourceSha256 === null ? t('common.none') : <Hex value={entry.sourceSha256} />}
        </Fact>
        <Fact name={t('ledger.resultHash')}>
          {entry.resultSha256 === null ? t('common.none') : <Hex value={entry.resultSha256} />}
        </Fact>
        <Fact name={t('ledger.leaf')}>
          <Hex value={entry.leafHash} />
        </Fact>
      </Facts>
      {failure === null ? null : <FailureNote failure={failure} />}
      {proof === null ? (
        <Button className="self-start" onClick={() => void prove()}>
          <Waypoints size={14} aria-hidden />
          {t('ledger.showProof')}
        </Button>
      ) : (
        <Section
          title={t('ledger.proof', { index: entry.index })}
          actions={<CopyButton text={proofText(entry, proof)} label={t('ledger.copyProof')} />}
        >
          <p className="mb-3 text-muted text-xs">{t('ledger.proofText')}</p>
          <div className="flex flex-col gap-3 text-xs">
            <div>
              <p className="mb-1 text-faint">{t('ledger.path')}</p>
              {proof.proof.length === 0 ? (
                <p>{t('ledger.pathEmpty')}</p>
              ) : (
                <ol className="flex flex-col gap-1.5 rounded-md border border-line bg-surface p-2.5">
                  {proof.proof.map((hash) => (
                    <li key={hash}>
                      <Hex value={hash} />
                    </li>
                  ))}
                </ol>
              )}
            </div>
            <div>
              <p className="mb-1 text-faint">{t('ledger.checkpoint')}</p>
              <pre className="whitespace-pre-wrap break-all rounded-md border border-line bg-surface p-2.5 font-mono text-2xs">
                {proof.checkpoint}
              </pre>
            </div>
          </div>
        </Section>
      )}
    </div>
  );
}

/** What is copied: plain JSON that needs no other tool of ours. */
function proofText(entry: LedgerEntryView, proof: Proof): string {
  return JSON.stringify({ index: entry.index, ...proof }, null, 2);
}
