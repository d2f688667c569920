import { useTranslation } from 'react-i18next';
import { translated } from '../i18n/sentences.ts';

/**
 * A sentence that main wrote, in the language of the window where it is known there; otherwise marked as the English it is, which is
 * written from left to right wherever it stands.
 */
export function Sentence({ text }: { readonly text: string }) {
  const { i18n } = useTranslation();
  const known = translated(text, i18n.language);
  if (known !== null) return known;
  return (
    <span lang="en" dir="ltr">
      {translated(text, 'en')}
    </span>
  );
}
