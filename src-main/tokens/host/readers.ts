import type { CardReader } from '../../../shared/domain/doctor.ts';
import type { CardReaders } from '../card-readers.ts';
import { NoPcscError, Pcsc, PcscError, type ReaderState, STATE } from './pcsc.ts';

/** SCARD_E_NO_SERVICE, SCARD_E_SERVICE_STOPPED. */
const NOT_RUNNING: ReadonlySet<number> = new Set([0x8010001d, 0x8010001e]);
/** FEATURE_VERIFY_PIN_START and FEATURE_VERIFY_PIN_DIRECT (PC/SC part 10, 2.3). */
const [VERIFY_PIN_START, VERIFY_PIN_DIRECT] = [0x01, 0x06];

let pcsc: Pcsc | undefined;

/**
 * The readers and the cards in them. That PC/SC is not there is an answer, not a failure.
 * @param pinPads whether readers are asked for a PIN pad, which costs a connection to each
 */
export function readCardReaders({ pinPads }: { pinPads: boolean }): CardReaders {
  try {
    pcsc ??= new Pcsc();
  } catch (error) {
    return { service: error instanceof NoPcscError ? 'absent' : 'unknown', readers: [] };
  }
  const service = pcsc;
  try {
    return service.within((context) => {
      const there = service.readers(context).filter(({ flags }) => (flags & (STATE.unknown | STATE.unavailable)) === 0);
      const readers = there.map(
        (state): CardReader => ({
          name: state.name,
          ...cardIn(state),
          pinPad: pinPads && (state.flags & STATE.present) !== 0 ? hasPinPad(service, context, state) : null,
        }),
      );
      const moves = new Map(there.flatMap(({ name, moves }) => (moves === undefined ? [] : [[name, moves] as const])));
      return { service: 'running', readers, moves };
    });
  } catch (error) {
    if (!(error instanceof PcscError)) throw error;
    return { service: NOT_RUNNING.has(error.value) ? 'absent' : 'unknown', readers: [] };
  }
}

function cardIn({ flags, atr }: ReaderState): Pick<CardReader, 'card' | 'atr'> {
  if ((flags & STATE.present) === 0) return { card: 'none', atr: null };
  if ((flags & STATE.mute) !== 0) return { card: 'mute', atr: null };
  const card = (flags & STATE.exclusive) !== 0 ? 'in-use' : 'present';
  return { card, atr: atr.length === 0 ? null : Buffer.from(atr).toString('hex') };
}

/** Null where the reader does not say, or another program keeps it. */
function hasPinPad(service: Pcsc, context: bigint | number, { key }: ReaderState): boolean | null {
  try {
    const features = service.features(context, key);
    return features.includes(VERIFY_PIN_DIRECT) || features.includes(VERIFY_PIN_START);
  } catch {
    return null;
  }
}
