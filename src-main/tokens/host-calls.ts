import type { HostCallName, HostRequest } from './host/protocol.ts';
import type { Deadlines } from './host-launcher.ts';

/** What is said of a call to a token host, and how long it may take. */
interface HostCall {
  /** For messages. */
  readonly doing: string;
  readonly deadline: keyof Deadlines;
  /** What is done while a PIN is to be typed at the reader: no answer means that nobody typed it. */
  readonly atReader?: string;
  /** The module may look at all the cards that are there. */
  readonly readsCards?: true;
}

export const HOST_CALLS: Readonly<Record<HostCallName, HostCall>> = {
  load: { doing: 'being loaded', deadline: 'load', readsCards: true },
  readers: { doing: 'looking for card readers', deadline: 'list' },
  list: { doing: 'listing its tokens', deadline: 'list', readsCards: true },
  present: { doing: 'looking for tokens', deadline: 'list', readsCards: true },
  login: { doing: 'logging in', deadline: 'login', atReader: 'waiting for the PIN to be typed on the reader' },
  sign: { doing: 'signing', deadline: 'sign', atReader: 'waiting for the PIN to be typed on the reader' },
  logout: { doing: 'logging out', deadline: 'list' },
  pinFacts: { doing: 'telling the state of its PIN', deadline: 'list' },
  changePin: {
    doing: 'changing the PIN',
    deadline: 'pinWork',
    atReader: 'waiting for the PINs to be typed on the reader',
  },
  unblockPin: {
    doing: 'unblocking the PIN',
    deadline: 'pinWork',
    atReader: 'waiting for the code and the new PIN to be typed on the reader',
  },
  open: { doing: 'logging in', deadline: 'login', atReader: 'waiting for the PIN to be typed on the reader' },
  objects: { doing: 'listing what is on the token', deadline: 'list' },
  create: { doing: 'writing to the token', deadline: 'sign' },
  generate: { doing: 'making a key', deadline: 'generate' },
  destroy: { doing: 'deleting from the token', deadline: 'sign' },
  chooseKey: { doing: 'choosing a key', deadline: 'list' },
};

/** What a host is at, in words. A PIN that is null is typed at the reader. */
export function doingOf({ call, args }: HostRequest): string {
  const { doing, atReader } = HOST_CALLS[call];
  const isTypedThere = ('pin' in args && args.pin === null) || ('newPin' in args && args.newPin === null);
  const isLogin = !('login' in args) || args.login;
  return (isTypedThere && isLogin ? atReader : undefined) ?? doing;
}
