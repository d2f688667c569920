import type { VerificationSetting } from '../../shared/domain/verification.ts';
import { isoTime } from '../trust/report.ts';
import type { TrustMaterial } from './trust-store.ts';
import { version } from './version.ts';

/** How and with what a verification was made, as its report says it (EN 319 102-1, 5.1.4.1). */
export function settingOf({ anchors, algorithms }: TrustMaterial, at: Date): VerificationSetting {
  return {
    time: isoTime(at),
    program: `Countersign ${version}`,
    policy: {
      title: algorithms === undefined || algorithms.length === 1 ? 'built in' : 'built in, with a stricter file',
      sha256: null,
    },
    checksOff: [],
    fetched: [],
    anchors: anchors.map(({ sha256, subject }) => ({ sha256, subject, origin: 'given' })),
  };
}
