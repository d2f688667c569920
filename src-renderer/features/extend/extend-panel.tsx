import { ArrowRight, CircleDashed, LoaderCircle, ShieldCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract/contract.ts';
import type { MissingPart, SignatureStanding } from '../../../shared/contract/level-outcome.ts';
import type { SignatureLevel } from '../../../shared/contract/signing-choices.ts';
import { commonName } from '../../../shared/domain/common-name.ts';
import { Button } from '../../components/button.tsx';
import type { Failure } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { LevelChoice } from '../../components/level-choice.tsx';
import { Note } from '../../components/note.tsx';
import { Row } from '../../components/row.tsx';
import { Section } from '../../components/section.tsx';
import { failureText } from '../../i18n/failure-text.ts';

export type Extension = Output<'extend.prepare'>;

interface ExtendPanelProps {
  /** Null while it is found out. */
  readonly extension: Extension | null;
  readonly failure: Failure | null;
  readonly hasAuthority: boolean;
  readonly onTarget: () => void;
  readonly onExtend: (level: SignatureLevel) => void;
  readonly onSettings: () => void;
  readonly onRetry: () => void;
  readonly onBack: () => void;
}

/** How far each signature is, what it lacks for the next level, and the way there. */
export function ExtendPanel(props: ExtendPanelProps) {
  const { extension, failure, hasAuthority } = props;
  const { t } = useTranslation();
  const next = extension?.next ?? null;
  const [level, setLevel] = useState<SignatureLevel>('B-LTA');
  useEffect(() => {
    if (next !== null) setLevel('B-LTA');
  }, [next]);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1 flex-col gap-6 overflow-y-auto p-5">
        <div>
          <h2 className="font-semibold text-lg">{t('extend.title')}</h2>
          <p className="mt-1 text-pretty text-muted text-sm">{t('extend.text')}</p>
        </div>
        {failure === null ? null : (
          <FailureNote failure={failure}>
            <Button size="sm" onClick={props.onRetry}>
              {t('common.retry')}
            </Button>
          </FailureNote>
        )}
        {extension === null ? (
          failure === null ? (
            <p className="flex items-center gap-2 py-2 text-muted text-sm" role="status">
              <LoaderCircle size={15} className="animate-spin" aria-hidden />
              {t('extend.looking')}
            </p>
          ) : null
        ) : (
          <>
            <Section title={t('verdict.signatures')}>
              <ul className="flex flex-col gap-2.5">
                {extension.signatures.map((standing) => (
                  <Standing key={standing.field} standing={standing} />
                ))}
              </ul>
            </Section>
            {next === null ? (
              <Note>{t('extend.nothing')}</Note>
            ) : (
              <>
                <Section title={t('extend.upTo')}>
                  <LevelChoice
                    value={level}
                    from={next}
                    hasAuthority={hasAuthority}
                    onChange={setLevel}
                    onSettings={props.onSettings}
                  />
                </Section>
                <div className="rounded-md border border-line">
                  <Row
                    name={t('sign.target')}
                    value={extension.targetName}
                    extra={t('sign.folder', { folder: extension.targetFolder })}
                    onChange={props.onTarget}
                  />
                </div>
              </>
            )}
            {extension.problem === null || !hasAuthority ? null : (
              <Note tone="warn">{failureText(extension.problem)}</Note>
            )}
          </>
        )}
      </div>
      <footer className="flex shrink-0 justify-between gap-2 border-line border-t px-5 py-3">
        <Button onClick={props.onBack}>{t('common.back')}</Button>
        <Button
          tone="primary"
          disabled={extension === null || next === null || !hasAuthority}
          onClick={() => props.onExtend(level)}
        >
          <ShieldCheck size={15} aria-hidden />
          {t('extend.run', { level })}
        </Button>
      </footer>
    </div>
  );
}

function Standing({ standing }: { readonly standing: SignatureStanding }) {
  const { t } = useTranslation();
  const { field, signer, level, next, missing } = standing;
  return (
    <li className="rounded-md border border-line bg-surface px-3.5 py-3 shadow-card">
      <div className="flex items-start justify-between gap-3">
        <p className="min-w-0 break-words font-semibold text-base">
          {signer === null ? (field === '' ? t('signature.unknownSigner') : field) : commonName(signer)}
        </p>
        <p className="tabular mt-0.5 flex shrink-0 items-center gap-1 text-muted text-xs">
          <span>{level ?? t('common.none')}</span>
          {next === null || next === level ? null : (
            <>
              <ArrowRight size={11} aria-label={t('extend.to')} />
              <span className="font-medium text-accent">{next}</span>
            </>
          )}
        </p>
      </div>
      {level === null ? <p className="mt-1 text-muted text-xs">{t('signature.levelNone')}</p> : null}
      {missing.length === 0 ? null : (
        <ul className="mt-2 flex flex-col gap-1.5">
          {missing.map((part) => (
            <li key={`${part.part} ${part.about ?? ''}`} className="flex gap-2 text-sm">
              <CircleDashed size={14} aria-hidden className="mt-[3px] shrink-0 text-faint" />
              <span className="min-w-0 flex-1 text-pretty">
                <Missing part={part} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function Missing({ part: { part, about } }: { readonly part: MissingPart }) {
  const { t } = useTranslation();
  if (about === null) return t(`extend.missing.${part}`);
  return t(`extend.missingOf.${part}`, { name: commonName(about) });
}
