import { ImagePlus } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type Appearance, LONGEST_TEMPLATE } from '../../../shared/contract/signing-choices.ts';
import { Button } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { INPUT, TextField } from '../../components/field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { HandwritingPad } from './handwriting-pad.tsx';
import { TEMPLATE_NAMES, unfillable } from './template-names.ts';

/** What the person sees beside the words while a picture is not there yet. */
export type PictureKind = Appearance['picture']['kind'];

interface LookChoiceProps {
  readonly value: Appearance;
  readonly kind: PictureKind;
  readonly imageName: string | null;
  readonly onKind: (kind: PictureKind) => void;
  readonly onChange: (value: Appearance) => void;
  readonly onImage: () => void;
}

const KINDS = ['none', 'drawing', 'image', 'initials'] as const;

/** What the mark shows: words, and beside them handwriting, a picture or initials. */
export function LookChoice({ value, kind, imageName, onKind, onChange, onImage }: LookChoiceProps) {
  const { t } = useTranslation();
  const { picture, text } = value;
  const id = useId();
  const wrong = typeof text === 'object' && text !== null ? unfillable(text.template) : [];
  const words = text === null ? 'none' : text === 'usual' ? 'usual' : 'own';
  return (
    <div className="flex flex-col gap-4">
      <div>
        <p className="mb-1 font-medium text-muted text-xs">{t('look.picture')}</p>
        <Segmented
          label={t('look.picture')}
          value={kind}
          options={KINDS.map((option) => ({ value: option, text: t(`look.kind.${option}`) }))}
          onChange={onKind}
        />
        <div className="mt-2 empty:hidden">
          {kind === 'drawing' ? (
            <HandwritingPad
              value={picture.kind === 'drawing' ? picture.drawing : null}
              onChange={(drawing) =>
                onChange({ ...value, picture: drawing === null ? { kind: 'none' } : { kind: 'drawing', drawing } })
              }
            />
          ) : kind === 'image' ? (
            <div className="flex items-center gap-2">
              <Button size="sm" onClick={onImage}>
                <ImagePlus size={13} aria-hidden />
                {t('look.chooseImage')}
              </Button>
              <span className="min-w-0 truncate text-muted text-xs">{imageName ?? t('look.imageHint')}</span>
            </div>
          ) : kind === 'initials' ? (
            <TextField
              label={t('look.initials')}
              value={picture.kind === 'initials' ? picture.initials : ''}
              maxLength={8}
              onChange={(event) => {
                const initials = event.currentTarget.value.trim();
                onChange({ ...value, picture: initials === '' ? { kind: 'none' } : { kind: 'initials', initials } });
              }}
            />
          ) : null}
        </div>
      </div>
      <div>
        <p className="mb-1 font-medium text-muted text-xs">{t('look.words')}</p>
        <Segmented
          label={t('look.words')}
          value={words}
          options={[
            { value: 'usual', text: t('look.wordsUsual') },
            { value: 'own', text: t('look.wordsOwn') },
            { value: 'none', text: t('look.wordsNone') },
          ]}
          onChange={(next) =>
            onChange({
              ...value,
              text: next === 'usual' ? 'usual' : next === 'none' ? null : { template: '{name}\n{date}' },
            })
          }
        />
        {typeof text === 'object' && text !== null ? (
          <div className="mt-2">
            <label htmlFor={id} className="mb-1 block font-medium text-muted text-xs">
              {t('look.template')}
            </label>
            <textarea
              id={id}
              rows={3}
              maxLength={LONGEST_TEMPLATE}
              spellCheck={false}
              value={text.template}
              aria-invalid={wrong.length > 0}
              aria-describedby={`${id}-hint`}
              onChange={(event) => {
                const template = event.currentTarget.value;
                onChange({ ...value, text: template === '' ? null : { template } });
              }}
              className={cx(INPUT, 'h-auto resize-y py-1.5 leading-5')}
            />
            <p id={`${id}-hint`} className={cx('mt-1 text-2xs', wrong.length > 0 ? 'text-bad' : 'text-faint')}>
              {wrong.length > 0
                ? t('look.templateWrong', { names: wrong.join(' ') })
                : t('look.templateHint', { names: TEMPLATE_NAMES.map((name) => `{${name}}`).join(' ') })}
            </p>
          </div>
        ) : null}
      </div>
    </div>
  );
}
