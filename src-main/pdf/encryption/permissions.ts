import { AppError } from '../../../shared/contract/app-error.ts';
import type { Encryption } from './encryption.ts';

/** What a signature does to a form: it fills a field that is there, or brings its own. */
export type FormChange = 'fill-field' | 'add-field';

/** Bits of /P by their position from 1 (ISO 32000-2, table 22). */
const MODIFY = 1 << 3;
const ANNOTATE_AND_FILL = 1 << 5;
const FILL = 1 << 8;

/** Whether the author of an encrypted file lets whoever opened it do this. The owner may do everything. */
export function permits(encryption: Encryption | undefined, change: FormChange): boolean {
  if (encryption === undefined || encryption.openedAs === 'owner') return true;
  const { permissions, revision } = encryption;
  const annotate = (permissions & ANNOTATE_AND_FILL) !== 0;
  if (change === 'add-field') return annotate && (permissions & MODIFY) !== 0;
  // Bit 9 came with revision 3.
  return annotate || (revision >= 3 && (permissions & FILL) !== 0);
}

/** @throws AppError PERMISSION_DENIED naming the restriction. `hint` is put before the advice. */
export function refuseForbidden(encryption: Encryption | undefined, change: FormChange, hint = ''): void {
  if (permits(encryption, change)) return;
  const what =
    change === 'add-field'
      ? 'new signature fields (changing the document together with commenting and filling in forms)'
      : 'filling in form fields, signature fields among them';
  throw new AppError(
    'PERMISSION_DENIED',
    `The author of the PDF does not permit ${what}. ${hint}Give the owner password, or ask the author for a copy that may be signed.`,
    { permissions: encryption?.permissions ?? 0, change },
  );
}
