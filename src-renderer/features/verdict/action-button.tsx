import { Columns2, Globe, ShieldPlus, ShieldUser, UserRoundCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import type { VerdictAction } from './judgement.ts';
import { ACTION_TEXT, type VerdictActions } from './verdict-actions.ts';

const ICONS = {
  trust: ShieldUser,
  trustSigner: UserRoundCheck,
  online: Globe,
  compare: Columns2,
  extend: ShieldPlus,
} as const;

interface ActionButtonProps {
  readonly action: VerdictAction;
  readonly actions: VerdictActions;
  readonly tone?: 'primary' | 'secondary';
  readonly onAct: () => void;
}

/** The one thing to do next, as a button that does it. */
export function ActionButton({ action, actions, tone = 'secondary', onAct }: ActionButtonProps) {
  const { t } = useTranslation();
  const switchedOff = action === 'online' && !actions.network;
  const Icon = ICONS[action];
  return (
    <Button size="sm" tone={tone} onClick={switchedOff ? actions.onSettings : onAct}>
      <Icon size={14} aria-hidden />
      {t(switchedOff ? 'verdict.networkOff' : ACTION_TEXT[action])}
    </Button>
  );
}
