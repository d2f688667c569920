import { ShieldPlus } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract/contract.ts';
import type { NetworkSettings } from '../../../shared/contract/network-settings.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { commonName } from '../../../shared/domain/common-name.ts';
import { call } from '../../bridge/client.ts';
import { AddKeys } from '../../components/add-keys.tsx';
import { Button } from '../../components/button.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { Fact, Facts } from '../../components/facts.tsx';
import { type Failure, failureOf } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { Hex } from '../../components/hex.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { formatDate } from '../../i18n/format.ts';
import { NetworkPart } from './network-part.tsx';
import { Notices } from './notices.tsx';
import { Choice, Part } from './part.tsx';
import { TrustedListsPart } from './trusted-lists-part.tsx';

interface SettingsPageProps {
  readonly settings: Settings;
  readonly network: NetworkSettings | null;
  readonly onNetwork: (next: NetworkSettings) => Promise<boolean>;
  readonly status: Output<'app.status'> | null;
  /** Of a key file or module that could not be added. */
  readonly failure: Failure | null;
  readonly onChange: (part: Partial<Settings>) => void;
  readonly onNews: (text: string) => void;
  /** Trust changed: verdicts may have changed with it. */
  readonly onTrustChanged: () => void;
  readonly onAddKeyStore: () => void;
  readonly onAddModule: () => void;
  readonly onAddService: () => void;
}

export function SettingsPage(props: SettingsPageProps) {
  const { settings, status, onChange } = props;
  const { t } = useTranslation();
  return (
    <main className="relative min-w-0 flex-1 overflow-y-auto bg-surface">
      <div className="mx-auto flex max-w-3xl flex-col px-8 pt-6 pb-12">
        <h1 className="mb-2 font-semibold text-xl">{t('settings.title')}</h1>
        <Part title={t('settings.appearance')}>
          <Choice label={t('settings.theme')}>
            <Segmented
              label={t('settings.theme')}
              value={settings.theme}
              options={[
                { value: 'system', text: t('settings.themeSystem') },
                { value: 'light', text: t('settings.themeLight') },
                { value: 'dark', text: t('settings.themeDark') },
              ]}
              onChange={(theme) => onChange({ theme })}
            />
          </Choice>
          <Choice label={t('settings.language')}>
            <Segmented
              label={t('settings.language')}
              value={settings.language}
              options={[
                { value: 'en', text: 'English' },
                { value: 'de', text: 'Deutsch' },
              ]}
              onChange={(language) => onChange({ language })}
            />
          </Choice>
        </Part>
        <Trust onNews={props.onNews} onChanged={props.onTrustChanged} />
        <Part title={t('online.title')}>
          <CheckBox
            label={t('online.setting')}
            hint={t('online.settingHint')}
            checked={settings.lookOnline === true}
            onChange={(lookOnline) => onChange({ lookOnline })}
          />
        </Part>
        <TrustedListsPart onNews={props.onNews} onChanged={props.onTrustChanged} />
        {props.network === null ? null : <NetworkPart network={props.network} onChange={props.onNetwork} />}
        <Part title={t('settings.tokens')} text={t('settings.tokensText')}>
          {props.failure === null ? null : <FailureNote failure={props.failure} />}
          <AddKeys
            size="md"
            onAddKeyStore={props.onAddKeyStore}
            onAddModule={props.onAddModule}
            onAddService={props.onAddService}
          />
        </Part>
        <Part title={t('settings.about')}>
          {status === null ? null : (
            <Facts>
              <Fact name={t('settings.version')}>
                <span className="tabular">Countersign {status.version}</span>
              </Fact>
              <Fact name={t('settings.shell')}>
                {t(status.shell === 'electron' ? 'settings.shellElectron' : 'settings.shellChromium')}
              </Fact>
              <Fact name={t('settings.platform')}>{PLATFORMS[status.platform]}</Fact>
            </Facts>
          )}
          <Notices />
        </Part>
      </div>
    </main>
  );
}

const PLATFORMS = { windows: 'Windows', macos: 'macOS', linux: 'Linux' } as const;

function Trust({ onNews, onChanged }: { readonly onNews: (text: string) => void; readonly onChanged: () => void }) {
  const { t } = useTranslation();
  const [anchors, setAnchors] = useState<Output<'trust.list'>['anchors'] | null>(null);
  const [system, setSystem] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const load = useCallback(
    () =>
      call('trust.list', {}).then(
        (list) => {
          setAnchors(list.anchors);
          setSystem(list.system);
        },
        (error: unknown) => setFailure(failureOf(error)),
      ),
    [],
  );
  useEffect(() => {
    void load();
  }, [load]);
  const add = async () => {
    setFailure(null);
    try {
      const { added } = await call('trust.add', {});
      if (added === 0) return;
      onNews(t('settings.trustAdded', { count: added }));
      onChanged();
      await load();
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  const chooseSystem = async (on: boolean) => {
    setFailure(null);
    try {
      await call('trust.useSystem', { on });
      onChanged();
    } catch (error) {
      setFailure(failureOf(error));
    }
    await load();
  };
  return (
    <Part
      title={t('settings.trust')}
      text={t('settings.trustText')}
      action={
        <Button onClick={() => void add()}>
          <ShieldPlus size={14} aria-hidden />
          {t('settings.trustAdd')}
        </Button>
      }
    >
      {failure === null ? null : <FailureNote failure={failure} />}
      {anchors !== null && anchors.length === 0 ? (
        <p className="rounded-md border border-edge/60 border-dashed px-4 py-4 text-muted text-sm">
          {t('settings.trustEmpty')}
        </p>
      ) : null}
      {anchors !== null && anchors.length > 0 ? (
        <ul className="divide-y divide-line rounded-md border border-line">
          {anchors.map((anchor) => (
            <li key={anchor.sha256} className="px-4 py-3">
              <div className="flex items-baseline justify-between gap-4">
                <span className="min-w-0 break-words font-medium text-sm" title={anchor.subject}>
                  {commonName(anchor.subject)}
                </span>
                <span className="tabular shrink-0 text-muted text-xs">
                  {t('settings.trustUntil', { date: formatDate(anchor.notAfter) })}
                </span>
              </div>
              <p className="mt-0.5 break-words text-muted text-xs">{anchor.subject}</p>
              <Hex value={anchor.sha256} className="mt-1 block text-faint" />
            </li>
          ))}
        </ul>
      ) : null}
      <CheckBox
        label={t('settings.trustSystem')}
        hint={t('settings.trustSystemHint')}
        checked={system}
        onChange={(on) => void chooseSystem(on)}
      />
    </Part>
  );
}
