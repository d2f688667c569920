import { BookText, KeyRound, Send, Wifi, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract/contract.ts';
import type { PinState } from '../../../shared/contract/pin-calls.ts';
import { cx } from '../../components/cx.ts';
import { isReading } from '../../components/reading-cards.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { formatTime } from '../../i18n/format.ts';
import { isolated } from '../../i18n/isolated.ts';
import { mostWorryingFirst } from './most-worrying.ts';

interface StatusBarProps {
  /** Null while the tokens are being asked. */
  readonly keys: Output<'tokens.list'> | null;
  /** Null until it is known. */
  readonly status: Output<'app.status'> | null;
  readonly onTokens: () => void;
  readonly onNetwork: () => void;
  readonly onOutbox: () => void;
  readonly onLedger: () => void;
}

const ITEM = 'flex h-full whitespace-nowrap min-w-0 items-center gap-1.5 px-3 text-muted text-xs';

/** Always there, always true: which token, what of the network, where the ledger stands. */
export function StatusBar({ keys, status, onTokens, onNetwork, onOutbox, onLedger }: StatusBarProps) {
  const { t } = useTranslation();
  const ledger = status?.ledger ?? null;
  const pinNames: Readonly<Record<PinState, string | null>> = {
    ok: t('status.pinOk'),
    'count-low': t('status.pinLow'),
    'final-try': t('status.pinFinal'),
    locked: t('status.pinLocked'),
    'to-be-changed': t('status.pinChange'),
    unknown: null,
  };
  const tokens = keys === null ? [] : mostWorryingFirst(keys.tokens);
  const first = tokens[0];
  const pin = first === undefined ? null : pinNames[first.pin];
  const alarm = first !== undefined && first.pin !== 'ok' && first.pin !== 'unknown';
  const tokenText =
    keys === null || (first === undefined && isReading(keys))
      ? t('status.tokensLooking')
      : first === undefined
        ? t('status.tokensNone')
        : tokens.length === 1
          ? [isolated(first.label), pin].filter((part) => part !== null).join(' · ')
          : t('status.tokens', { count: tokens.length });
  return (
    <section aria-label={t('status.label')} className="flex h-7 shrink-0 items-stretch border-line border-t bg-canvas">
      <Item onClick={onTokens} icon={<KeyRound size={13} aria-hidden />} alarm={alarm}>
        {tokenText}
      </Item>
      {status === null ? null : <Network network={status.network} onClick={onNetwork} />}
      {status === null ? null : (
        <Item
          onClick={onOutbox}
          icon={<Send size={13} aria-hidden />}
          alarm={status.outbox.failed > 0}
          className="border-line border-l"
        >
          {status.outbox.failed > 0
            ? t('status.outboxFailed', { count: status.outbox.failed })
            : status.outbox.waiting > 0
              ? t('status.outboxWaiting', { count: status.outbox.waiting })
              : t('status.outboxEmpty')}
        </Item>
      )}
      <span className="flex-1" />
      <Item onClick={onLedger} icon={<BookText size={13} aria-hidden />} alarm={ledger?.verified === false}>
        {ledger === null
          ? t('status.ledgerLoading')
          : [
              t('status.ledger', { count: ledger.size }),
              ledger.lastCheckpoint === null
                ? t('status.noCheckpoint')
                : t('status.checkpoint', { time: formatTime(ledger.lastCheckpoint) }),
              ledger.verified === null ? null : t(ledger.verified ? 'status.ledgerVerified' : 'status.ledgerBroken'),
            ]
              .filter((part) => part !== null)
              .join(' · ')}
      </Item>
    </section>
  );
}

interface NetworkProps {
  readonly network: Output<'app.status'>['network'];
  readonly onClick: () => void;
}

/** Never more than is known: what was asked of the network last, and whether it answered. */
function Network({ network: { offline, authorities, lastContact }, onClick }: NetworkProps) {
  const { t } = useTranslation();
  const failed = lastContact?.ok === false && !offline;
  const text = offline
    ? t('status.networkOff')
    : lastContact !== null
      ? t(lastContact.ok ? 'status.networkReached' : 'status.networkFailed', { time: formatTime(lastContact.time) })
      : t(authorities === 0 ? 'status.network' : 'status.networkUnused');
  const Icon = offline || failed || authorities === 0 ? WifiOff : Wifi;
  return (
    <Tooltip text={t(authorities === 0 ? 'status.networkHint' : 'status.networkHintUsed')} side="top">
      <button
        type="button"
        onClick={onClick}
        className={cx(
          ITEM,
          'border-line border-l outline-offset-[-2px] hover:bg-hover hover:text-ink',
          failed && 'font-medium text-warn',
        )}
      >
        <Icon size={13} aria-hidden />
        <span className="truncate max-md:sr-only">{text}</span>
      </button>
    </Tooltip>
  );
}

interface ItemProps {
  readonly icon: ReactNode;
  readonly alarm: boolean;
  readonly onClick: () => void;
  readonly className?: string;
  readonly children: ReactNode;
}

function Item({ icon, alarm, onClick, className, children }: ItemProps) {
  return (
    <button
      type="button"
      onClick={onClick}
      className={cx(
        ITEM,
        'outline-offset-[-2px] hover:bg-hover hover:text-ink',
        alarm && 'font-medium text-warn',
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </button>
  );
}
