import i18next from 'i18next';
import type { ManyFilesChoices } from '../../shared/contract/signing-choices.ts';
import type { SigningCertificate } from '../../shared/contract/token-list-calls.ts';
import type { BatchFilter, BatchId, BatchView } from '../../shared/domain/batch.ts';
import { call } from '../bridge/client.ts';
import { failureOf } from '../components/failure.ts';
import type { BatchChoices } from '../features/batch/batch-draft.tsx';
import type { PictureKind } from '../features/placement/look-choice.tsx';
import { firstDraft, USUAL, visible } from '../features/signing/draft.ts';
import type { BatchSpace } from './batch-space.ts';
import { loadKeys, loadStatus } from './facts.ts';
import { getState, patch, tell } from './store.ts';
import { usualCertificate } from './usual-certificate.ts';

export function change(part: Partial<BatchSpace>): void {
  patch({ batches: { ...getState().batches, ...part } });
}

export function currentBatch({ list, current }: BatchSpace): BatchView | null {
  return list?.find(({ id }) => id === current) ?? null;
}

/** Takes over how a batch stands now. Where its key begins to wait for the next PIN, the person is asked for it at once. */
export function takeBatch(view: BatchView): void {
  const { page, batches } = getState();
  const { list, current, asking } = batches;
  const before = list?.find(({ id }) => id === view.id);
  const known = before !== undefined;
  if (view.pinWanted && before?.pinWanted !== true && current === view.id && page === 'batch' && asking === null)
    change({ asking: 'give' });
  change({ list: known ? (list ?? []).map((one) => (one.id === view.id ? view : one)) : [view, ...(list ?? [])] });
  // The ledger has grown, and the outbox may have.
  if (view.state === 'done' || view.state === 'stopped') void loadStatus();
}

/** Learns which batches there are; the one that runs, else the newest that is not done, comes into view. */
export async function loadBatches(): Promise<void> {
  try {
    const { batches } = await call('batch.list', {});
    const { current } = getState().batches;
    const first = batches.find(({ state }) => state !== 'done');
    change({ list: batches, current: batches.some(({ id }) => id === current) ? current : (first?.id ?? null) });
    chooseUsual();
  } catch (error) {
    change({ failure: failureOf(error) });
  }
}

/** The certificate and the words of last time, where nothing was chosen yet. */
function chooseUsual(): void {
  const { keys, settings, network, batches } = getState();
  if (batches.choices.certificate !== null) return;
  const usable = keys?.certificates.filter((certificate) => certificate.usable) ?? [];
  const certificate = usualCertificate(usable, 'pdf', settings.lastCertificate);
  const level = (network?.authorities.length ?? 0) > 0 ? 'B-LTA' : 'B-B';
  change({
    choices: {
      ...batches.choices,
      certificate: certificate?.id ?? null,
      level,
      reason: settings.reason,
      location: settings.location,
    },
  });
  void prepareBatch();
}

/** Does what gives a batch as it is afterwards; what goes wrong is shown on the page. */
async function doing(answer: Promise<BatchView | null>): Promise<boolean> {
  change({ failure: null });
  try {
    const view = await answer;
    if (view !== null) takeBatch(view);
    return view !== null;
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code !== 'CANCELLED') change({ failure });
    return false;
  }
}

/** Asks for files: for a new batch, or for the one in view while it is being gathered. */
export async function chooseFiles(fresh: boolean): Promise<void> {
  const current = currentBatch(getState().batches);
  const batch = !fresh && current?.state === 'draft' ? current.id : null;
  await gathered(call('batch.choose', { batch }).then((answer) => answer.batch));
}

/** Takes the documents that are open in the window. */
export async function addOpenDocuments(): Promise<void> {
  const current = currentBatch(getState().batches);
  const batch = current?.state === 'draft' ? current.id : null;
  await gathered(call('batch.addOpen', { batch, documents: getState().documents.map(({ info }) => info.id) }));
}

/** Has the files in view that are of one kind. */
export function showFiles(show: BatchFilter): void {
  change({ show });
}

/** Asks for the folder that the signed files go to. */
export async function chooseTargetFolder(): Promise<void> {
  const { current } = getState().batches;
  if (current !== null) await doing(call('batch.chooseFolder', { batch: current }).then(({ batch }) => batch));
}

export function signBesideDocuments(): void {
  const { current } = getState().batches;
  if (current !== null) void doing(call('batch.besideDocuments', { batch: current }));
}

export function stopLooking(): void {
  const { current } = getState().batches;
  if (current !== null) void doing(call('batch.stopLooking', { batch: current }));
}

export function askPassword(askingPassword: boolean): void {
  change({ askingPassword });
}

/** The password for those documents that want one. */
export async function givePassword(password: string): Promise<void> {
  const { current } = getState().batches;
  change({ askingPassword: false });
  if (current === null) return;
  const bytes = new TextEncoder().encode(password);
  const answer = call('batch.givePassword', { batch: current, password: bytes });
  bytes.fill(0);
  await doing(answer);
}

export async function gathered(answer: Promise<BatchView | null>): Promise<void> {
  const view = answer.then((found) => {
    if (found !== null) change({ current: found.id });
    return found;
  });
  if (!(await doing(view))) return;
  chooseUsual();
  await prepareBatch();
}

export async function removeFile(index: number): Promise<void> {
  const { current } = getState().batches;
  if (current === null) return;
  if (await doing(call('batch.remove', { batch: current, index }))) await prepareBatch();
}

export function selectBatch(current: BatchId): void {
  change({ current, preparation: null, failure: null, show: 'all' });
  void prepareBatch();
}

export function chooseForBatch(part: Partial<BatchChoices>): void {
  change({ choices: { ...getState().batches.choices, ...part }, failure: null });
  // Words change nothing of what is to be known before.
  if (Object.keys(part).some((name) => name !== 'reason' && name !== 'location')) void prepareBatch();
}

/** Another kind of picture for the mark: the one before is gone. */
export function choosePictureKind(pictureKind: PictureKind): void {
  change({ pictureKind, imageName: null });
  chooseForBatch({ appearance: { ...getState().batches.choices.appearance, picture: { kind: 'none' } } });
}

/** Asks for a picture for the mark. */
export async function chooseMarkImage(): Promise<void> {
  try {
    const { image } = await call('signing.chooseImage', {});
    if (image === null) return;
    change({ imageName: image.name });
    const { appearance } = getState().batches.choices;
    chooseForBatch({ appearance: { ...appearance, picture: { kind: 'image', image: image.id } } });
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code !== 'CANCELLED') change({ failure });
  }
}

/** All that was decided, as main takes it. What is not seen has no look. */
function signingChoices({ placement, appearance, level, reason, location, others }: BatchChoices): ManyFilesChoices {
  return {
    ...firstDraft(getState().settings),
    appearance: placement === null ? USUAL : visible(appearance),
    placement,
    field: null,
    level,
    reason,
    location,
    others,
  };
}

/** Number of the newest question. */
let preparing = 0;

/** Learns what is to be known of a batch that is being gathered; only the answer to the newest question counts. */
async function prepareBatch(): Promise<void> {
  const { batches } = getState();
  const current = currentBatch(batches);
  const { certificate } = batches.choices;
  if (current?.state !== 'draft' || certificate === null) return change({ preparation: null });
  preparing += 1;
  const mine = preparing;
  try {
    const choices = signingChoices(batches.choices);
    const preparation = await call('batch.prepare', { batch: current.id, certificate, ...choices });
    if (mine === preparing) change({ preparation });
  } catch (error) {
    if (mine === preparing) change({ preparation: null, failure: failureOf(error) });
  }
}

/** Asks for the PIN, or does at once what needs none: a paused batch keeps its key open. */
export function ask(asking: Asking): void {
  const isOpen = asking === 'resume' && currentBatch(getState().batches)?.state === 'paused';
  if (isOpen || keyAskedFor(asking)?.home.pinEntry === 'none') void submit(asking, new Uint8Array(0), false);
  else change({ asking });
}

type Asking = 'start' | 'give' | 'resume';

/** The key whose PIN is asked for; undefined where it is not there. */
export function keyAskedFor(asking: Asking): SigningCertificate | undefined {
  const { batches, keys } = getState();
  const { certificate } = batches.choices;
  const signer = currentBatch(batches)?.signer;
  return keys?.certificates.find(({ id, name }) => (asking === 'start' ? id === certificate : name === signer));
}

export function stopAskingForBatch(): void {
  change({ asking: null });
}

/** Begins, goes on, or gives the PIN for the next signature. The bytes are overwritten once they were handed over. */
export async function submit(
  kind: 'start' | 'give' | 'resume',
  pin: Uint8Array<ArrayBuffer>,
  acceptLastTry: boolean,
): Promise<void> {
  const { current, choices } = getState().batches;
  const { certificate } = choices;
  change({ asking: null, busy: true });
  try {
    if (current === null) return;
    if (kind === 'resume') await handOver(call('batch.resume', { batch: current, pin, acceptLastTry }), pin);
    else if (kind === 'give') await handOver(call('batch.givePin', { batch: current, pin }), pin);
    else if (certificate !== null)
      await handOver(
        call('batch.start', { batch: current, certificate, pin, acceptLastTry, ...signingChoices(choices) }),
        pin,
      );
  } finally {
    pin.fill(0);
    change({ busy: false });
    // The counter of the PIN may have moved, and what did not begin is a draft again.
    void loadKeys(false);
    void prepareBatch();
  }
}

async function handOver(answer: Promise<BatchView>, pin: Uint8Array<ArrayBuffer>): Promise<void> {
  pin.fill(0);
  await doing(answer);
}

export function pause(batch: BatchId): void {
  void doing(call('batch.pause', { batch }));
}

export function stop(batch: BatchId): void {
  void doing(call('batch.stop', { batch }));
}

export async function exportResults(batch: BatchId, format: 'csv' | 'json'): Promise<void> {
  change({ failure: null });
  try {
    const { saved } = await call('batch.export', { batch, format });
    if (saved !== null) tell(i18next.t('batch.exported', saved));
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code !== 'CANCELLED') change({ failure });
  }
}

export async function forget(batch: BatchId): Promise<void> {
  change({ failure: null });
  try {
    await call('batch.forget', { batch });
    const { list, current } = getState().batches;
    change({
      list: list?.filter(({ id }) => id !== batch) ?? null,
      current: current === batch ? null : current,
    });
  } catch (error) {
    change({ failure: failureOf(error) });
  }
}
