import type { CardReader, DoctorWay } from '../../../shared/domain/doctor.ts';
import type { CardReaders } from '../../tokens/card-readers.ts';
import type { KnownCard } from '../../tokens/discovery/cards.ts';
import { type Found, failed, ok } from './steps.ts';

/** A way and what it led to. */
export interface WalkedWay {
  readonly way: DoctorWay;
  /** True where nothing is there that a person could have put there: an idle module says nothing about anybody's token. */
  readonly isEmpty: boolean;
  readonly module?: string;
  /** What selects the token. */
  readonly token?: string;
}

/** Whether there is a reader at all. */
export function readerStep({ service, readers }: CardReaders): Found {
  if (service === 'absent') return failed('READER_SERVICE_ABSENT');
  if (service === 'unknown') return failed('READER_UNKNOWN');
  const [first] = readers;
  return first === undefined
    ? failed('READER_NONE')
    : ok('READER_FOUND', { reader: readers.map(({ name }) => name).join(', ') });
}

/** What lies in one reader. */
export function cardStep({ name, card, atr }: CardReader, known: KnownCard | undefined): Found {
  const facts = { reader: name, atr: spaced(atr ?? ''), card: known?.card ?? '' };
  switch (card) {
    case 'none':
      return failed('CARD_ABSENT', facts);
    case 'mute':
      return failed('CARD_MUTE', facts);
    case 'in-use':
      return { state: 'warning', finding: 'CARD_IN_USE', facts, error: null };
    case 'present':
      return ok('CARD_PRESENT', facts);
  }
}

/** The driver of most readers (ccid) puts the serial number of a reader, which a USB token is itself, before the numbers at the end of its name. */
const SERIAL = /\((?:\w*?)(\w{4})\)(?= \d\d \d\d(?!\d))/g;

/** The names of readers in a text, each with no more of a serial number in it than its last four characters. */
export function withoutSerials(text: string): string {
  return text.replace(SERIAL, (whole: string, end: string) => (whole.length > end.length + 2 ? `(…${end})` : whole));
}

/** “3B 88 80”, as answers to reset are written. */
export function spaced(hex: string): string {
  return hex.toUpperCase().replace(/..(?!$)/g, '$& ');
}
