import { AppError } from '../../../shared/contract/app-error.ts';
import type { Encryption } from './encryption.ts';

/**
 * What signing does to a document: it fills a field that is there, or brings its own; it may put its look on further pages, as
 * annotations or as content of theirs.
 */
export type Change = 'fill-field' | 'add-field' | 'annotate' | 'change-pages';

/** Bits of /P by their position from 1 (ISO 32000-2, table 22). */
const MODIFY = 1 << 3;
const ANNOTATE_AND_FILL = 1 << 5;
const FILL = 1 << 8;

/** What the author does not permit, in words. */
const RESTRICTIONS: Readonly<Record<Change, string>> = {
  'fill-field': 'filling in form fields, signature fields among them',
  'add-field': 'new signature fields (changing the document together with commenting and filling in forms)',
  annotate: 'annotations, such as a signature’s look on further pages',
  'change-pages': 'changes of the pages’ content, such as a signature’s look on further pages',
};

/** Whether the author of an encrypted file lets whoever opened it do this. The owner may do everything. */
export function permits(encryption: Encryption | undefined, change: Change): boolean {
  if (encryption === undefined || encryption.openedAs === 'owner') return true;
  const { permissions, revision } = encryption;
  const modify = (permissions & MODIFY) !== 0;
  const annotate = (permissions & ANNOTATE_AND_FILL) !== 0;
  switch (change) {
    case 'fill-field':
      // Bit 9 came with revision 3.
      return annotate || (revision >= 3 && (permissions & FILL) !== 0);
    case 'add-field':
      return annotate && modify;
    case 'annotate':
      return annotate;
    case 'change-pages':
      return modify;
  }
}

/** @throws AppError PERMISSION_DENIED naming the restriction. `hint` is put before the advice. */
export function refuseForbidden(encryption: Encryption | undefined, change: Change, hint = ''): void {
  if (permits(encryption, change)) return;
  throw new AppError(
    'PERMISSION_DENIED',
    `The author of the PDF does not permit ${RESTRICTIONS[change]}. ${hint}Give the owner password, or ask the author for a copy that may be signed.`,
    { permissions: encryption?.permissions ?? 0, change },
  );
}

/** A sentence for whoever opens a file that lets nobody but its owner sign as they like; undefined where it does not restrict that. */
export function signingRestriction(encryption: Encryption | undefined): string | undefined {
  if (permits(encryption, 'add-field')) return undefined;
  return permits(encryption, 'fill-field')
    ? 'The author of the PDF permits signing its empty signature fields, but no new ones. The owner password lifts that.'
    : 'The author of the PDF permits no signature. The owner password lifts that.';
}
