import i18next from 'i18next';
import type { PdfInfo } from '../../shared/contract/document-calls.ts';
import type { DocumentId } from '../../shared/contract/ids.ts';
import { commonName } from '../../shared/domain/common-name.ts';
import type { CertificateName } from '../../shared/domain/verification.ts';
import { call, newTaskId } from '../bridge/client.ts';
import { failureOf } from '../components/failure.ts';
import type { ReportFormat, VerdictActions } from '../features/verdict/verdict-actions.ts';
import type { Check } from '../features/verdict/verdict-panel.tsx';
import { check } from './documents.ts';
import { openExtension } from './extending.ts';
import { saveSettings } from './facts.ts';
import { recheckAll } from './session.ts';
import { getState, type OpenDocument, patch, patchDocument, tell } from './store.ts';
import { NOW, type Trusting, type View } from './view.ts';

/** What can be done about the verdict on a document. */
export function verdictActions({ info, check: found }: OpenDocument): VerdictActions {
  const { id } = info;
  return {
    network: getState().network?.offline !== true,
    comparable: info.kind === 'pdf',
    onOnline: () => lookOnline(id),
    onExtend: () => void openExtension(id),
    onSettings: () => patch({ page: 'settings' }),
    onTrust: (chain) => patch({ trusting: { id, chain, failure: null }, overlay: 'trust' }),
    onCompare: (revision, signer) =>
      void look(id, revision, (signed) => ({ kind: 'compare', signed, signer, time: timeOf(found, revision) })),
    onShowSigned: (revision, signer) =>
      void look(id, revision, (signed) => ({
        kind: 'signed',
        signed,
        number: revision,
        signer,
        time: timeOf(found, revision),
      })),
    onPlace: (revision, page) => void look(id, revision, (signed) => ({ kind: 'now', marked: { signed, page } })),
    onSaveReport: (format) => {
      if (found.kind === 'done') void saveReport(id, format);
    },
  };
}

/** Checks with the network; the first time the person is asked whether that is to be so from now on. */
function lookOnline(id: DocumentId): void {
  if (getState().settings.lookOnline === null) patch({ overlay: 'online' });
  else void check(id, true);
}

/** What the person wants of further checks; the one that was asked for follows. */
export function answerOnline(always: boolean): void {
  const { active } = getState();
  patch({ overlay: null });
  void saveSettings({ lookOnline: always });
  if (active !== null) void check(active, true);
}

/** When the version was signed: as it is proved, else as the signer says. */
function timeOf(found: Check, revision: number): string | null {
  if (found.kind !== 'done') return null;
  const signature = found.report.signatures.find(({ coversRevision }) => coversRevision === revision);
  if (signature === undefined) return null;
  const { level, bestSignatureTime, signingTimeClaimed, timestampTime } = signature;
  return timestampTime ?? (level === null || level === 'B-B' ? signingTimeClaimed : bestSignatureTime);
}

async function look(id: DocumentId, revision: number, view: (signed: PdfInfo) => View): Promise<void> {
  patchDocument(id, { lookFailure: null });
  try {
    const signed = await call('document.openRevision', { id, revision });
    patchDocument(id, { view: view(signed) });
  } catch (error) {
    patchDocument(id, { lookFailure: failureOf(error) });
  }
}

/** Brings the file as it is now back into view. */
export function lookAtNow(id: DocumentId): void {
  patchDocument(id, { view: NOW });
}

async function saveReport(id: DocumentId, format: ReportFormat): Promise<void> {
  patchDocument(id, { lookFailure: null });
  try {
    const { saved } = await call('verify.saveReport', { id, format, task: newTaskId() });
    if (saved !== null) tell(i18next.t('setting.reportSaved', saved));
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code !== 'CANCELLED') patchDocument(id, { lookFailure: failure });
  }
}

/** Trusts a certificate out of a document; every verdict is formed anew. */
export async function trust({ id, chain }: Trusting, { sha256, subject }: CertificateName): Promise<void> {
  try {
    await call('trust.addFrom', { id, sha256 });
    patch({ trusting: null, overlay: null });
    tell(i18next.t('trusting.done', { name: commonName(subject) }));
    recheckAll();
  } catch (error) {
    patch({ trusting: { id, chain, failure: failureOf(error) } });
  }
}

/** Trusts certificates that lie in files. */
export async function trustFiles(): Promise<void> {
  const { trusting } = getState();
  patch({ trusting: null, overlay: null });
  try {
    const { added } = await call('trust.add', {});
    if (added === 0) return;
    tell(i18next.t('settings.trustAdded', { count: added }));
    recheckAll();
  } catch (error) {
    if (trusting !== null) patchDocument(trusting.id, { lookFailure: failureOf(error) });
  }
}
