import type { TFunction } from 'i18next';
import type { FileToken } from '../../../shared/contract/ids.ts';
import type { KeyRequest, PresentToken } from '../../../shared/contract/object-calls.ts';
import type { TokenObjects } from '../../../shared/domain/token-object.ts';
import { call } from '../../bridge/client.ts';
import type { Deletion } from './delete-dialog.tsx';
import type { NewKeyWish } from './new-key-dialog.tsx';
import type { TokenPinGiven } from './token-pin.tsx';

/** A file that was chosen for an import. */
interface ChosenFile {
  readonly id: FileToken;
  readonly name: string;
}

/** What the PIN of a token is wanted for. */
export type SecretWork =
  | { readonly kind: 'objects' }
  | { readonly kind: 'generate'; readonly wish: NewKeyWish }
  | { readonly kind: 'request'; readonly wish: KeyRequest; readonly label: string }
  | { readonly kind: 'certificate' | 'key-store'; readonly file: ChosenFile }
  | { readonly kind: 'delete'; readonly deletion: Deletion };

/** What is to be shown once it is done. */
interface Done {
  /** PEM. */
  readonly request?: string;
  readonly contents?: TokenObjects;
  readonly news?: string;
}

/** The work in one sentence, for whoever types the PIN. */
export function whatFor(t: TFunction, work: SecretWork): string {
  switch (work.kind) {
    case 'objects':
      return t('manage.whatObjects');
    case 'generate':
      return t('manage.whatGenerate', { name: work.wish.label });
    case 'request':
      return t('manage.whatRequest', { name: work.label || t('tokens.unnamed') });
    case 'delete':
      return t('manage.whatDelete', { name: work.deletion.object.label || t('tokens.unnamed') });
    default:
      return t('manage.whatImport', { name: work.file.name });
  }
}

/** Asks main for it; the secrets are handed over before this returns its promise. */
export async function handOver(
  t: TFunction,
  work: SecretWork,
  { token: { id, label }, ...given }: TokenPinGiven & { readonly token: PresentToken },
  password: Uint8Array<ArrayBuffer>,
): Promise<Done> {
  const login = { token: id, ...given };
  switch (work.kind) {
    case 'objects':
      return { contents: await call('tokens.privateObjects', login) };
    case 'generate':
      return { request: (await call('tokens.generate', { ...login, ...work.wish })).request };
    case 'request':
      return { request: (await call('tokens.request', { ...login, ...work.wish })).request };
    case 'certificate':
      await call('tokens.importCertificate', { ...login, file: work.file.id });
      return { news: t('manage.certificateDone', { token: label }) };
    case 'key-store': {
      const { keys } = await call('tokens.importKeyStore', { ...login, file: work.file.id, password });
      return { news: t('manage.keyStoreDone', { count: keys, token: label }) };
    }
    case 'delete': {
      const { deleted } = await call('tokens.delete', { ...login, what: work.deletion.what });
      return { news: t('manage.deleted', { count: deleted, token: label }) };
    }
  }
}
