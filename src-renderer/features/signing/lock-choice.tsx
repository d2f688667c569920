import { useTranslation } from 'react-i18next';
import type { FieldLockChoice } from '../../../shared/contract/signing-choices.ts';
import { CheckBox } from '../../components/check-box.tsx';
import { ChoiceList } from '../../components/choice-list.tsx';

type Kind = FieldLockChoice['kind'];
const KINDS = ['none', 'all', 'include', 'exclude'] as const;

interface LockChoiceProps {
  readonly value: FieldLockChoice;
  /** Names of the fields that can be locked. */
  readonly fields: readonly string[];
  readonly onChange: (value: FieldLockChoice) => void;
}

/** Which fields nobody may change after this signature. */
export function LockChoice({ value, fields, onChange }: LockChoiceProps) {
  const { t } = useTranslation();
  const chosen = 'fields' in value ? value.fields : [];
  const choose = (kind: Kind) => {
    if (kind === 'none' || kind === 'all') onChange({ kind });
    else onChange({ kind, fields: chosen.length > 0 ? chosen : fields.slice(0, 1) });
  };
  return (
    <ChoiceList
      label={t('lock.label')}
      value={value.kind}
      onChange={choose}
      options={KINDS.map((kind) => ({
        value: kind,
        name: t(`lock.name.${kind}`),
        text: t(`lock.text.${kind}`),
        disabled: (kind === 'include' || kind === 'exclude') && fields.length === 0,
        ...('fields' in value && kind === value.kind
          ? {
              more: <Names fields={fields} chosen={chosen} onChange={(next) => onChange({ ...value, fields: next })} />,
            }
          : {}),
      }))}
    />
  );
}

interface NamesProps {
  readonly fields: readonly string[];
  readonly chosen: readonly string[];
  readonly onChange: (fields: string[]) => void;
}

/** The last name stays: a list of none says nothing. */
function Names({ fields, chosen, onChange }: NamesProps) {
  const { t } = useTranslation();
  return (
    <ul aria-label={t('lock.fields')} className="flex max-h-48 flex-col gap-1 overflow-y-auto">
      {fields.map((name) => {
        const checked = chosen.includes(name);
        return (
          <li key={name}>
            <CheckBox
              label={name}
              checked={checked}
              disabled={checked && chosen.length === 1}
              onChange={(on) => onChange(on ? [...chosen, name] : chosen.filter((other) => other !== name))}
            />
          </li>
        );
      })}
    </ul>
  );
}
