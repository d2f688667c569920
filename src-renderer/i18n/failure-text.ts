import i18next from 'i18next';
import { CKR_SENTENCE } from '../../shared/contract/ckr-sentences.ts';
import type { Failure } from '../components/failure.ts';
import { enErrors } from './en-errors.ts';

type Known = keyof typeof enErrors;

/** The sentence of a failure in the language of the window. */
export function failureText({ code, details }: Failure): string {
  if (code in CKR_SENTENCE) return CKR_SENTENCE[code as keyof typeof CKR_SENTENCE];
  const known: Known = code in enErrors ? (code as Known) : code.startsWith('CKR_') ? 'CKR' : 'INTERNAL';
  return i18next.t(`errors.${known}`, { ...details });
}
