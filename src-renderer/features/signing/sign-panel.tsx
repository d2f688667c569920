import { LockKeyholeOpen, PenLine, RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract/contract.ts';
import type { PdfInfo } from '../../../shared/contract/document-calls.ts';
import type { CertificateId } from '../../../shared/contract/ids.ts';
import type { Placement } from '../../../shared/contract/signing-choices.ts';
import { AddKeys } from '../../components/add-keys.tsx';
import { Button, IconButton } from '../../components/button.tsx';
import { CertificateChoice } from '../../components/certificate-choice.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import type { Failure } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { TextField } from '../../components/field.tsx';
import { FoldRow } from '../../components/fold-row.tsx';
import { LevelChoice } from '../../components/level-choice.tsx';
import { Note } from '../../components/note.tsx';
import { Row } from '../../components/row.tsx';
import { Section } from '../../components/section.tsx';
import { Sentence } from '../../components/sentence.tsx';
import { failureText } from '../../i18n/failure-text.ts';

import { CertifyChoice } from './certify-choice.tsx';
import type { Draft } from './draft.ts';
import { LockChoice } from './lock-choice.tsx';

export type Preparation = Output<'signing.prepare'>;
export type Keys = Output<'tokens.list'>;

interface SignPanelProps {
  /** Null while the tokens are being asked. */
  readonly keys: Keys | null;
  readonly chosen: CertificateId | null;
  /** Null for any other file: it has no pages, no form and no words. */
  readonly pdf: PdfInfo | null;
  /** What becomes of a file that is no PDF, and its name. */
  readonly form: ReactNode;
  readonly formName: string;
  /** Where the mark will be seen. */
  readonly seen: Placement | null;
  /** The empty field that is signed. */
  readonly field: string | null;
  readonly draft: Draft;
  readonly hasAuthority: boolean;
  /** Another place for the new file than the one offered. */
  readonly target: { readonly name: string; readonly folder: string } | null;
  readonly preparation: Preparation | null;
  /** Of the preparation, of a key that could not be added, of the last attempt. */
  readonly failure: Failure | null;
  readonly onChoose: (id: CertificateId) => void;
  readonly onDraft: (part: Partial<Draft>) => void;
  readonly onSettings: () => void;
  readonly onAddKeyStore: () => void;
  readonly onAddModule: () => void;
  readonly onAddService: () => void;
  readonly onRefresh: () => void;
  readonly onTarget: () => void;
  readonly onPlace: () => void;
  readonly onSign: () => void;
  /** Null where the chosen key is on no token. */
  readonly onUnblock: (() => void) | null;
  readonly onBack: () => void;
}

const MAX_TEXT = 200;

export function SignPanel(props: SignPanelProps) {
  const { keys, chosen, pdf, seen, field, draft, preparation, failure, onDraft } = props;
  const { t } = useTranslation();
  const locked = preparation?.pin === 'locked';
  const fields = pdf === null ? [] : [...pdf.formFields, ...pdf.emptyFields.map(({ name }) => name)];
  const lockable = fields.filter((name) => name !== field);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1 flex-col gap-6 overflow-y-auto p-5">
        {failure === null ? null : <FailureNote failure={failure} />}
        {locked ? <Note tone="warn">{t('pin.locked')}</Note> : null}
        {failure?.code === 'SHADOW_CONTENT' || draft.acceptShadow ? (
          <Note tone="warn">
            <p className="font-medium">{t('shadow.title')}</p>
            <p className="mt-1 mb-2 text-pretty">{t('shadow.text')}</p>
            <CheckBox
              label={t('shadow.accept')}
              checked={draft.acceptShadow}
              onChange={(acceptShadow) => onDraft({ acceptShadow })}
            />
          </Note>
        ) : null}
        <Section
          title={t('sign.certificate')}
          actions={<IconButton label={t('common.refresh')} icon={<RefreshCw size={14} />} onClick={props.onRefresh} />}
        >
          <CertificateChoice keys={keys} chosen={chosen} onChoose={props.onChoose} />
          <div className="mt-2">
            <AddKeys
              onAddKeyStore={props.onAddKeyStore}
              onAddModule={props.onAddModule}
              onAddService={props.onAddService}
            />
          </div>
          {keys === null || keys.problems.length === 0 ? null : (
            <Disclosure title={t('sign.problems', { count: keys.problems.length })} className="mt-2">
              <ul className="flex flex-col gap-2">
                {keys.problems.map((problem) => (
                  <li
                    key={`${problem.module} ${problem.message}`}
                    className="rounded-md border border-warn-line bg-warn-soft px-3 py-2 text-sm"
                  >
                    <span className="block break-words font-medium">{problem.module}</span>
                    <span className="block">{failureText({ code: problem.code, details: {} })}</span>
                    <span className="block text-2xs text-muted">{problem.code}</span>
                  </li>
                ))}
              </ul>
            </Disclosure>
          )}
        </Section>
        {pdf === null ? null : (
          <div className="flex flex-col gap-3">
            <TextField
              label={t('sign.reason')}
              hint={t('sign.reasonHint')}
              value={draft.reason}
              maxLength={MAX_TEXT}
              onChange={(event) => onDraft({ reason: event.currentTarget.value })}
            />
            <TextField
              label={t('sign.location')}
              value={draft.location}
              maxLength={MAX_TEXT}
              onChange={(event) => onDraft({ location: event.currentTarget.value })}
            />
          </div>
        )}
        <div className="flex flex-col divide-y divide-line rounded-md border border-line">
          {pdf === null ? (
            <FoldRow name={t('form.title')} value={props.formName}>
              {props.form}
            </FoldRow>
          ) : (
            <Row
              name={t('sign.mark')}
              value={
                field !== null
                  ? t('sign.markField', { name: field })
                  : seen === null
                    ? t('sign.markNone')
                    : t('sign.markPage', { page: seen.page })
              }
              extra={
                draft.furtherPages === null || seen === null
                  ? undefined
                  : t('pages.also', { count: draft.furtherPages.pages.length })
              }
              onChange={props.onPlace}
            />
          )}
          <Row
            name={t('sign.target')}
            value={
              props.target?.name ??
              preparation?.targetName ??
              (chosen === null ? t('sign.choose') : t('sign.preparing'))
            }
            extra={
              preparation === null
                ? undefined
                : t('sign.folder', { folder: props.target?.folder ?? preparation.targetFolder })
            }
            onChange={preparation === null ? undefined : props.onTarget}
          />
          <FoldRow name={t('level.title')} value={`${t(`level.name.${draft.level}`)} · ${draft.level}`}>
            <LevelChoice
              value={draft.level}
              hasAuthority={props.hasAuthority}
              onChange={(level) => onDraft({ level })}
              onSettings={props.onSettings}
            />
          </FoldRow>
          {pdf === null ? null : (
            <FoldRow name={t('certify.title')} value={t(`certify.name.${draft.certify}`)}>
              <CertifyChoice
                value={draft.certify}
                first={pdf.signatures === 0}
                onChange={(certify) => onDraft({ certify })}
              />
            </FoldRow>
          )}
          {lockable.length === 0 ? null : (
            <FoldRow name={t('lock.title')} value={t(`lock.name.${draft.lock.kind}`)}>
              <LockChoice value={draft.lock} fields={lockable} onChange={(lock) => onDraft({ lock })} />
            </FoldRow>
          )}
          {pdf === null ? null : (
            <FoldRow name={t('sign.contact')} value={draft.contact === '' ? t('common.none') : draft.contact}>
              <TextField
                label={t('sign.contact')}
                hint={t('sign.contactHint')}
                value={draft.contact}
                maxLength={MAX_TEXT}
                onChange={(event) => onDraft({ contact: event.currentTarget.value })}
              />
            </FoldRow>
          )}
        </div>
        {preparation?.delayed == null ? null : (
          <Note tone="warn">
            <p className="font-medium">{t('level.delayed')}</p>
            <p className="mt-1">{failureText(preparation.delayed)}</p>
            <p className="mt-1 text-muted">{t('level.delayedText', { level: draft.level })}</p>
          </Note>
        )}
        {preparation === null || preparation.warnings.length === 0 ? null : (
          <Section title={t('sign.warnings')}>
            <div className="flex flex-col gap-2">
              {preparation.warnings.map((warning) => (
                <Note key={warning} tone="warn">
                  <Sentence text={warning} />
                </Note>
              ))}
            </div>
          </Section>
        )}
      </div>
      <footer className="flex shrink-0 justify-between gap-2 border-line border-t px-5 py-3">
        <Button onClick={props.onBack}>{t('common.back')}</Button>
        {locked && props.onUnblock !== null ? (
          <Button tone="primary" onClick={props.onUnblock}>
            <LockKeyholeOpen size={15} aria-hidden />
            {t('pinWork.unblock')}
          </Button>
        ) : (
          <Button tone="primary" disabled={preparation === null || locked} onClick={props.onSign}>
            <PenLine size={15} aria-hidden />
            {locked ? t('sign.locked') : t('sign.signNow')}
          </Button>
        )}
      </footer>
    </div>
  );
}
