import i18next from 'i18next';
import { isCkrCode } from '../../shared/contract/ckr-codes.ts';
import { CKR_SENTENCE } from '../../shared/contract/ckr-sentences.ts';
import type { Failure } from '../components/failure.ts';
import { deCkr } from './de-ckr.ts';
import { enErrors } from './en-errors.ts';

type Known = keyof typeof enErrors;

/** The sentence of a failure in the language of the window. */
export function failureText({ code, details }: Failure): string {
  const german = i18next.language === 'de';
  if (isCkrCode(code)) return german ? (deCkr[code] ?? i18next.t('errors.CKR')) : CKR_SENTENCE[code];
  const known: Known = Object.hasOwn(enErrors, code) ? (code as Known) : code.startsWith('CKR_') ? 'CKR' : 'INTERNAL';
  return i18next.t(`errors.${known}`, { ...details });
}
