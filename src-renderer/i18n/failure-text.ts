import i18next from 'i18next';
import { isCkrCode } from '../../shared/contract/ckr-codes.ts';
import { ckrSentence } from '../../shared/contract/ckr-sentence.ts';
import type { Failure } from '../components/failure.ts';
import { germanCkr } from './de-ckr.ts';
import { enErrors } from './en-errors.ts';

type Known = keyof typeof enErrors;

/** The sentence of a failure in the language of the window. */
export function failureText({ code, details }: Failure): string {
  const german = i18next.language === 'de';
  if (isCkrCode(code)) {
    const name = details.function;
    return german ? (germanCkr(code, name) ?? i18next.t('errors.CKR')) : ckrSentence(code, name);
  }
  const known: Known = Object.hasOwn(enErrors, code) ? (code as Known) : code.startsWith('CKR_') ? 'CKR' : 'INTERNAL';
  return i18next.t(`errors.${known}`, { ...details });
}

/** The sentence of a failure of which no more is known than its code and the function that gave it; null where there is none. */
export function reasonOf(code: string, name?: string): string | null {
  const details = name === undefined ? {} : { function: name };
  return isCkrCode(code) || Object.hasOwn(enErrors, code) ? failureText({ code, details }) : null;
}
