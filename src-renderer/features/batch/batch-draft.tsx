import type { TFunction } from 'i18next';
import { FilePlus2, PenLine } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract/contract.ts';
import type { CertificateId } from '../../../shared/contract/ids.ts';
import type { Appearance, Placement, SignatureLevel } from '../../../shared/contract/signing-choices.ts';
import type { BatchFilter, BatchPreparation, BatchView } from '../../../shared/domain/batch.ts';
import { Button } from '../../components/button.tsx';
import { CertificateChoice } from '../../components/certificate-choice.tsx';
import { ChoiceList } from '../../components/choice-list.tsx';
import { TextField } from '../../components/field.tsx';
import { FoldRow } from '../../components/fold-row.tsx';
import { LevelChoice } from '../../components/level-choice.tsx';
import { Note } from '../../components/note.tsx';
import { Section } from '../../components/section.tsx';
import { Sentence } from '../../components/sentence.tsx';
import { BatchLocked } from './batch-locked.tsx';
import { BatchFindings, BatchLooking } from './batch-look.tsx';
import { BatchTarget } from './batch-target.tsx';
import { PinEntries } from './pin-entries.tsx';

/** What is decided for all files of a batch at once. */
export interface BatchChoices {
  readonly certificate: CertificateId | null;
  /** The same in each file; page -1 is the last. Null: no visible mark. */
  readonly placement: Placement | null;
  readonly appearance: Appearance;
  readonly level: SignatureLevel;
  readonly reason: string;
  readonly location: string;
  /** What becomes of files that are no PDFs. */
  readonly others: 'beside' | 'container';
}

interface BatchDraftProps {
  readonly batch: BatchView;
  readonly keys: Output<'tokens.list'> | null;
  readonly choices: BatchChoices;
  readonly hasAuthority: boolean;
  /** Where the mark goes and what it shows. */
  readonly mark: ReactNode;
  /** Null until it is known. */
  readonly preparation: BatchPreparation | null;
  readonly onChoices: (part: Partial<BatchChoices>) => void;
  readonly onSettings: () => void;
  /** Ways to further keys. */
  readonly addKeys: ReactNode;
  readonly onMore: () => void;
  readonly onFolder: () => void;
  readonly onBeside: () => void;
  readonly onPassword: () => void;
  readonly onShow: (show: BatchFilter) => void;
  readonly onStopLooking: () => void;
  readonly onStart: () => void;
}

const MAX_TEXT = 200;
const OTHERS = {
  beside: { name: 'batch.othersBeside', text: 'batch.othersBesideText', mark: '.p7s' },
  container: { name: 'batch.othersContainer', text: 'batch.othersContainerText', mark: '.asice' },
} as const;

/** Files that are to be signed together: with which certificate, to which level, and what is to be known before the PIN. */
export function BatchDraft(props: BatchDraftProps) {
  const { batch, keys, choices, preparation, onChoices } = props;
  const { t } = useTranslation();
  const refused = batch.look?.refused ?? 0;
  const others = batch.look?.others ?? 0;
  const ready = preparation !== null && refused < batch.files;
  return (
    <section aria-label={t('batch.current')} data-batch="draft" className="flex flex-col gap-5">
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <h2 className="tabular font-semibold text-lg">{t('batch.toSign', { count: batch.files })}</h2>
          <Button onClick={props.onMore}>
            <FilePlus2 size={14} aria-hidden />
            {t('batch.addMore')}
          </Button>
        </div>
        <BatchLooking batch={batch} onStop={props.onStopLooking} />
      </div>
      <Section title={t('sign.certificate')}>
        <CertificateChoice
          keys={keys}
          chosen={choices.certificate}
          onChoose={(certificate) => onChoices({ certificate })}
        />
        <div className="mt-2">{props.addKeys}</div>
      </Section>
      <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
        <TextField
          label={t('sign.reason')}
          hint={t('batch.reasonHint')}
          value={choices.reason}
          maxLength={MAX_TEXT}
          onChange={(event) => onChoices({ reason: event.currentTarget.value })}
        />
        <TextField
          label={t('sign.location')}
          value={choices.location}
          maxLength={MAX_TEXT}
          onChange={(event) => onChoices({ location: event.currentTarget.value })}
        />
      </div>
      <div className="flex flex-col divide-y divide-line rounded-md border border-line">
        <FoldRow name={t('sign.mark')} value={markText(t, choices.placement)}>
          {props.mark}
        </FoldRow>
        <FoldRow name={t('batch.target')} value={targetText(t, batch)}>
          <BatchTarget batch={batch} onFolder={props.onFolder} onBeside={props.onBeside} />
        </FoldRow>
        {others === 0 ? null : (
          <FoldRow name={t('batch.otherFiles', { count: others })} value={t(OTHERS[choices.others].name)}>
            <ChoiceList
              label={t('form.title')}
              value={choices.others}
              onChange={(next) => onChoices({ others: next })}
              options={(['beside', 'container'] as const).map((option) => ({
                value: option,
                name: t(OTHERS[option].name),
                text: t(OTHERS[option].text),
                mark: OTHERS[option].mark,
              }))}
            />
            {choices.others === 'beside' && (batch.targetFolder !== null || batch.copies > 0) ? (
              <p className="mt-2 text-pretty text-muted text-sm">{t('batch.othersApart')}</p>
            ) : null}
          </FoldRow>
        )}
        <FoldRow name={t('level.title')} value={`${t(`level.name.${choices.level}`)} · ${choices.level}`}>
          <LevelChoice
            value={choices.level}
            hasAuthority={props.hasAuthority}
            onChange={(level) => onChoices({ level })}
            onSettings={props.onSettings}
          />
        </FoldRow>
      </div>
      {preparation === null ? null : (
        <div className="flex flex-col gap-2">
          <BatchFindings batch={batch} onShow={props.onShow} />
          <BatchLocked batch={batch} onPassword={props.onPassword} />
          <PinEntries entries={preparation.pinEntries} files={batch.files - refused} />
          {preparation.warnings.map((warning) => (
            <Note key={warning} tone="warn">
              <Sentence text={warning} />
            </Note>
          ))}
        </div>
      )}
      <div className="flex justify-end">
        <Button tone="primary" disabled={!ready} onClick={props.onStart}>
          <PenLine size={15} aria-hidden />
          {t('batch.start', { count: batch.files - refused })}
        </Button>
      </div>
    </section>
  );
}

function targetText(t: TFunction, { files, copies, targetFolder, folderOfCopies }: BatchView): string {
  const folder = targetFolder ?? (copies === files ? folderOfCopies : null);
  if (folder !== null) return t('batch.targetFolder', { folder });
  return folderOfCopies === null ? t('batch.targetBeside') : t('batch.targetBesideCopies', { folder: folderOfCopies });
}

function markText(t: TFunction, placement: Placement | null): string {
  if (placement === null) return t('sign.markNone');
  return placement.page < 0 ? t('batch.mark.onLast') : t('sign.markPage', { page: placement.page });
}
