import { ArrowDown, ArrowUp, LoaderCircle, Plus, Radio, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract/contract.ts';
import { MOST_AUTHORITIES, type NetworkSettings } from '../../../shared/contract/network-settings.ts';
import { commonName } from '../../../shared/domain/common-name.ts';
import { call, newTaskId } from '../../bridge/client.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { failureOf } from '../../components/failure.ts';
import { TextField } from '../../components/field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { ToneIcon } from '../../components/tone-icon.tsx';
import { failureText } from '../../i18n/failure-text.ts';
import { formatTime } from '../../i18n/format.ts';
import { Choice, Part } from './part.tsx';

interface NetworkPartProps {
  readonly network: NetworkSettings;
  /** False: it was refused. */
  readonly onChange: (next: NetworkSettings) => Promise<boolean>;
}

const ADDRESS = /^https?:\/\/[^\s/]+[^\s]*$/i;

/** Who gives timestamps, in order of preference, and how the network is reached. */
export function NetworkPart({ network, onChange }: NetworkPartProps) {
  const { t } = useTranslation();
  const { authorities } = network;
  const [address, setAddress] = useState('');
  const [wrong, setWrong] = useState(false);
  const set = (part: Partial<NetworkSettings>) => onChange({ ...network, ...part });
  const move = (from: number, to: number) => {
    const next = [...authorities];
    next.splice(to, 0, ...next.splice(from, 1));
    void set({ authorities: next });
  };
  const add = async (event: FormEvent) => {
    event.preventDefault();
    const url = address.trim();
    const bad = !ADDRESS.test(url) || authorities.some((other) => other.url === url);
    setWrong(bad);
    if (!bad && (await set({ authorities: [...authorities, { url }] }))) setAddress('');
  };
  return (
    <Part title={t('network.title')} text={t('network.text')}>
      {authorities.length === 0 ? (
        <p className="rounded-md border border-edge/60 border-dashed px-4 py-4 text-muted text-sm">
          {t('network.none')}
        </p>
      ) : (
        <ol aria-label={t('network.title')} className="divide-y divide-line rounded-md border border-line">
          {authorities.map(({ url }, index) => (
            <Authority
              key={url}
              url={url}
              first={index === 0}
              last={index === authorities.length - 1}
              onUp={() => move(index, index - 1)}
              onDown={() => move(index, index + 1)}
              onRemove={() => void set({ authorities: authorities.filter((other) => other.url !== url) })}
            />
          ))}
        </ol>
      )}
      <form onSubmit={(event) => void add(event)} className="flex items-end gap-2">
        <TextField
          className="min-w-0 flex-1"
          label={t('network.address')}
          placeholder="https://"
          value={address}
          inputMode="url"
          maxLength={2000}
          aria-invalid={wrong}
          {...(wrong ? { hint: t('network.wrongAddress') } : {})}
          onChange={(event) => {
            setAddress(event.currentTarget.value);
            setWrong(false);
          }}
        />
        <Button
          type="submit"
          disabled={address.trim() === '' || authorities.length >= MOST_AUTHORITIES}
          className={wrong ? 'mb-5' : ''}
        >
          <Plus size={14} aria-hidden />
          {t('network.add')}
        </Button>
      </form>
      <Choice label={t('network.use')}>
        <Segmented
          label={t('network.use')}
          value={network.offline ? 'off' : 'on'}
          options={[
            { value: 'on', text: t('network.on') },
            { value: 'off', text: t('network.off') },
          ]}
          onChange={(use) => void set({ offline: use === 'off' })}
        />
      </Choice>
      <ProxyChoice proxy={network.proxy} onChange={(proxy) => set({ proxy })} />
    </Part>
  );
}

interface AuthorityProps {
  readonly url: string;
  readonly first: boolean;
  readonly last: boolean;
  readonly onUp: () => void;
  readonly onDown: () => void;
  readonly onRemove: () => void;
}

type Tested = Output<'network.test'> | 'running' | null;

function Authority({ url, first, last, onUp, onDown, onRemove }: AuthorityProps) {
  const { t } = useTranslation();
  const [tested, setTested] = useState<Tested>(null);
  const test = async () => {
    setTested('running');
    try {
      setTested(await call('network.test', { url, task: newTaskId() }));
    } catch (error) {
      setTested({ problem: failureOf(error), authority: null, time: null });
    }
  };
  return (
    <li className="px-4 py-2.5">
      <div className="flex items-center gap-2">
        <span className="min-w-0 flex-1 break-all text-sm">{url}</span>
        <Button size="sm" disabled={tested === 'running'} onClick={() => void test()}>
          {tested === 'running' ? (
            <LoaderCircle size={13} className="animate-spin" aria-hidden />
          ) : (
            <Radio size={13} aria-hidden />
          )}
          {t('network.test')}
        </Button>
        <IconButton label={t('network.up', { url })} icon={<ArrowUp size={15} />} disabled={first} onClick={onUp} />
        <IconButton
          label={t('network.down', { url })}
          icon={<ArrowDown size={15} />}
          disabled={last}
          onClick={onDown}
        />
        <IconButton label={t('network.remove', { url })} icon={<Trash2 size={15} />} onClick={onRemove} />
      </div>
      <div role="status">{tested === null || tested === 'running' ? null : <TestResult tested={tested} />}</div>
    </li>
  );
}

function TestResult({ tested: { problem, authority, time } }: { readonly tested: Output<'network.test'> }) {
  const { t } = useTranslation();
  return (
    <p className="mt-1.5 flex gap-2 text-sm">
      <ToneIcon tone={problem === null ? 'good' : 'bad'} size={15} className="mt-0.5" />
      <span className="min-w-0 flex-1">
        {problem === null
          ? t('network.answered', {
              name: authority === null ? t('common.unknown') : commonName(authority),
              time: time === null ? t('common.unknown') : formatTime(time),
            })
          : failureText(problem)}
      </span>
    </p>
  );
}

interface ProxyChoiceProps {
  readonly proxy: NetworkSettings['proxy'];
  readonly onChange: (proxy: NetworkSettings['proxy']) => Promise<boolean>;
}

function ProxyChoice({ proxy, onChange }: ProxyChoiceProps) {
  const { t } = useTranslation();
  const [kind, setKind] = useState(proxy.kind);
  const [url, setUrl] = useState(proxy.kind === 'address' ? proxy.url : '');
  const [wrong, setWrong] = useState(false);
  const commit = () => {
    const address = url.trim();
    const bad = address !== '' && !ADDRESS.test(address);
    setWrong(bad);
    if (!bad && address !== '') void onChange({ kind: 'address', url: address });
  };
  return (
    <>
      <Choice label={t('network.proxy')}>
        <Segmented
          label={t('network.proxy')}
          value={kind}
          options={[
            { value: 'system', text: t('network.proxySystem') },
            { value: 'none', text: t('network.proxyNone') },
            { value: 'address', text: t('network.proxyAddress') },
          ]}
          onChange={(next) => {
            setKind(next);
            if (next !== 'address') void onChange({ kind: next });
          }}
        />
      </Choice>
      {kind === 'address' ? (
        <TextField
          label={t('network.proxyUrl')}
          hint={t(wrong ? 'network.wrongAddress' : 'network.proxyHint')}
          placeholder="http://proxy.example:3128"
          value={url}
          inputMode="url"
          aria-invalid={wrong}
          onChange={(event) => setUrl(event.currentTarget.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
          }}
        />
      ) : null}
    </>
  );
}
