import i18next, { type PostProcessorModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { isolated } from './isolated.ts';

export type Language = 'en' | 'de';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
    returnNull: false;
  }
}

/** “B-LTA” never breaks at its hyphen (U+2011), wherever a text names it. */
const UNBROKEN_LEVELS: PostProcessorModule = {
  type: 'postProcessor',
  name: 'unbroken-levels',
  process: (text) => text.replace(/\bB-(?=(?:B|T|LTA?)\b)/g, 'B\u2011'),
};

/** Starts with English, which is always there: a language that cannot be loaded never leaves the window without words. */
export async function startI18n(): Promise<void> {
  await i18next
    .use(UNBROKEN_LEVELS)
    .use(initReactI18next)
    .init({
      postProcess: [UNBROKEN_LEVELS.name],
      lng: 'en',
      fallbackLng: 'en',
      resources: { en: { translation: en } },
      interpolation: { escape: isolated },
      returnNull: false,
    });
}

export async function switchLanguage(language: Language): Promise<void> {
  if (language === 'de' && !i18next.hasResourceBundle('de', 'translation')) {
    const { de } = await import('./de.ts');
    i18next.addResourceBundle('de', 'translation', de);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
