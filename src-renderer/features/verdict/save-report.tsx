import { ChevronDown, FileDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { MENU, MENU_ITEM } from '../../components/menu.ts';
import type { ReportFormat } from './verdict-actions.ts';

const FORMATS: readonly ReportFormat[] = ['pdf', 'xml', 'json'];

/** Writes what the check found for people or programs. */
export function SaveReport({ onSave }: { readonly onSave: (format: ReportFormat) => void }) {
  const { t } = useTranslation();
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button size="sm">
          <FileDown size={14} aria-hidden />
          {t('setting.saveReport')}
          <ChevronDown size={13} aria-hidden />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="start" sideOffset={4} className={MENU}>
          {FORMATS.map((format) => (
            <DropdownMenu.Item key={format} className={MENU_ITEM} onSelect={() => onSave(format)}>
              {t(`setting.reportAs.${format}`)}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
