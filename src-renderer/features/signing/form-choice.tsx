import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentInfo } from '../../../shared/contract/document-calls.ts';
import type { DocumentId } from '../../../shared/contract/ids.ts';
import { ChoiceList } from '../../components/choice-list.tsx';
import { FileName } from '../../components/file-name.tsx';
import { formatSize } from '../../i18n/format.ts';

interface FormChoiceProps {
  /** The file that is signed. */
  readonly id: DocumentId;
  /** Further documents of the container; null: a signature beside the file. */
  readonly value: readonly DocumentId[] | null;
  /** All that are open. */
  readonly documents: readonly DocumentInfo[];
  readonly onChange: (value: readonly DocumentId[] | null) => void;
}

/** What becomes of a file that is no PDF: a signature file beside it, or a container with it and other open documents. */
export function FormChoice({ id, value, documents, onChange }: FormChoiceProps) {
  const { t } = useTranslation();
  return (
    <ChoiceList
      label={t('form.title')}
      value={value === null ? 'beside' : 'container'}
      onChange={(next) => onChange(next === 'beside' ? null : [])}
      options={(['beside', 'container'] as const).map((option) => ({
        value: option,
        name: t(`form.name.${option}`),
        text: t(`form.text.${option}`),
        mark: option === 'beside' ? '.p7s' : '.asice',
        ...(option === 'container' && value !== null
          ? { more: <Contents id={id} value={value} documents={documents} onChange={onChange} /> }
          : {}),
      }))}
    />
  );
}

/** The other open documents, to be ticked. A container holds each name once. */
function Contents({ id, value, documents, onChange }: FormChoiceProps & { readonly value: readonly DocumentId[] }) {
  const { t, i18n } = useTranslation();
  const label = useId();
  const others = documents.filter((info) => info.id !== id && (info.kind === 'pdf' || info.kind === 'file'));
  const taken = new Set(documents.filter((info) => info.id === id || value.includes(info.id)).map(({ name }) => name));
  if (others.length === 0) return <p className="text-muted text-sm">{t('form.noOthers')}</p>;
  return (
    <fieldset aria-labelledby={label}>
      <p id={label} className="mb-1.5 text-muted text-xs">
        {t('form.others')}
      </p>
      <ul className="flex flex-col gap-0.5">
        {others.map((info) => {
          const chosen = value.includes(info.id);
          const clashes = !chosen && taken.has(info.name);
          return (
            <li key={info.id}>
              <label
                className="flex min-h-7 items-center gap-2 text-sm"
                title={clashes ? t('form.sameName') : undefined}
              >
                <input
                  type="checkbox"
                  className="size-4 shrink-0 accent-accent"
                  checked={chosen}
                  disabled={clashes}
                  onChange={() => onChange(chosen ? value.filter((each) => each !== info.id) : [...value, info.id])}
                />
                <FileName text={info.name} />
                <span className="tabular shrink-0 text-muted text-xs">{formatSize(info.size, i18n.language)}</span>
              </label>
              {clashes ? <p className="pl-6 text-muted text-xs">{t('form.sameName')}</p> : null}
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
