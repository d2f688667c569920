import i18next from 'i18next';
import type { CodeQuestion, PageWanted, SigningService } from '../../shared/contract/service-calls.ts';
import { call } from '../bridge/client.ts';
import { refreshKeys } from './session.ts';
import { chooseCertificate } from './signing-flow.ts';
import { findDocument, getState, patch, tell } from './store.ts';

/** Its keys are there now; the document that is about to be signed takes the only one. */
export async function serviceAdded({ host, keys }: SigningService): Promise<void> {
  patch({ addingService: null });
  await refreshKeys(false);
  const ids = new Set(keys.map(({ certificate }) => certificate));
  const usable = getState().keys?.certificates.filter(({ id, usable: can }) => can && ids.has(id)) ?? [];
  tell(i18next.t('service.added', { count: usable.length, host }), usable.length === 0 ? 'warn' : 'good');
  const { active, page } = getState();
  const [only] = usable;
  if (only === undefined || usable.length > 1 || page !== 'documents') return;
  if (active !== null && findDocument(active)?.step === 'sign') chooseCertificate(active, only.id);
}

/** Asks for the access token of a service again, or as whom the person signed in to it. */
export async function wantService(service: Pick<SigningService, 'address' | 'host'>): Promise<void> {
  const known = await call('services.list', {}).catch(() => ({ services: [] }));
  patch({ addingService: { known: known.services.find(({ address }) => address === service.address) ?? service } });
}

/** Hands a code over, or (null) gives the signature up. The bytes are overwritten at once. */
export async function answerCode({ request }: CodeQuestion, code: Uint8Array<ArrayBuffer> | null): Promise<void> {
  patch({ codeQuestion: null });
  const answer = call('services.giveCode', { request, code });
  code?.fill(0);
  // Where the question waits no longer, what it was for says why.
  await answer.catch(() => undefined);
}

/** Opens the page once more on which the person is waited for. */
export function openPage({ id: visit }: PageWanted): void {
  call('services.openPage', { visit }).catch(() => undefined);
}

/** Waits no longer for the person; what it was for ends. */
export function leavePage({ id: visit }: PageWanted): void {
  patch({ pageWanted: null });
  call('services.leavePage', { visit }).catch(() => undefined);
}
