import type { SigningChoices } from '../../shared/contract/signing-choices.ts';

/** The plainest signature: no mark, B-B, everything else as it comes. */
export const PLAIN_CHOICES: SigningChoices = {
  placement: null,
  field: null,
  appearance: { picture: { kind: 'none' }, text: 'usual' },
  furtherPages: null,
  level: 'B-B',
  acceptShadow: false,
  certify: 'none',
  lock: { kind: 'none' },
  reason: '',
  location: '',
  contact: '',
};
