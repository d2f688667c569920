import type { CertificateId } from '../../../shared/contract/ids.ts';
import { DOCTOR_STEPS, type DoctorReport, type DoctorStep, type DoctorWay } from '../../../shared/domain/doctor.ts';

type Found = Omit<DoctorStep, 'step'>;

function way(subject: string, found: readonly Found[], more: Partial<DoctorWay> = {}): DoctorWay {
  const rest: Found = { state: 'skipped', finding: 'NOT_REACHED', facts: {}, error: null };
  return {
    subject,
    steps: DOCTOR_STEPS.map((step, i) => ({ step, ...(found[i] ?? rest) })),
    certificates: [],
    ...more,
  };
}

const ok = (finding: Found['finding'], facts: Found['facts'] = {}): Found => ({
  state: 'ok',
  finding,
  facts,
  error: null,
});

const READER = 'Identiv uTrust 3700 F CL Reader 00 00';

/** A token that is in order, and a card that needs another driver. */
export function doctorReport(certificate: string): DoctorReport {
  const start = [
    ok('READER_FOUND', { reader: READER }),
    ok('CARD_PRESENT', { reader: READER, card: 'Thales IDPrime', atr: '3B 7F 96 00' }),
  ];
  const module = '/usr/lib/softhsm/libsofthsm2.so';
  return {
    time: '2026-11-21T09:30:00Z',
    version: '0.0.0',
    system: 'linux x64',
    readers: [{ name: READER, card: 'present', atr: '3b7f9600', pinPad: true }],
    ways: [
      way(READER, [
        ...start,
        {
          state: 'failed',
          finding: 'DRIVER_MISSING',
          facts: { card: 'Thales IDPrime', product: 'Thales IDPrime / SafeNet eToken / OpenSC', atr: '3B 7F 96 00' },
          error: 'DRIVER_MISSING',
        },
      ]),
      way(
        'libsofthsm2.so',
        [
          { state: 'skipped', finding: 'READER_NOT_NEEDED', facts: {}, error: null },
          { state: 'skipped', finding: 'CARD_NOT_NEEDED', facts: {}, error: null },
          ok('DRIVER_FOUND', { product: 'SoftHSM', module }),
          ok('ARCHITECTURE_FITS', { description: 'Implementation of PKCS11', version: '2.6', module, program: 'x64' }),
          ok('SLOT_FOUND', { slot: 'SoftHSM slot ID 0x21', module }),
          {
            state: 'warning',
            finding: 'TOKEN_PIN_COUNT_LOW',
            facts: { model: 'SoftHSM v2', serial: '…c07a' },
            error: null,
          },
          ok('CERTIFICATES_FOUND', { count: 1, usable: 1 }),
          ok('KEYS_HIDDEN'),
          { state: 'skipped', finding: 'TRIAL_NOT_ASKED', facts: {}, error: null },
        ],
        {
          certificates: [
            {
              id: certificate as CertificateId,
              key: 'RSA 2048',
              issuer: 'Namib Trust Issuing CA 2',
              notAfter: '2028-03-01T00:00:00Z',
              qualified: 'signature',
              fault: null,
            },
          ],
        },
      ),
    ],
  };
}
