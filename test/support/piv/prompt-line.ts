import type { Socket } from 'node:net';
import { foreignFunctions } from '../../../src-main/tokens/host/foreign.ts';

/** IPPROTO_TCP and TCP_QUICKACK of Linux, the one system that has the driver. */
const [TCP, QUICKACK] = [6, 12];

type SetOption = (socket: number, level: number, option: number, value: number[], length: number) => number;
let setOption: SetOption | undefined;

/**
 * Acknowledges what was received at once. The driver sends the length of a command and the command in two pieces, and the second only when
 * the first was acknowledged, with which the system takes 40 ms of its own accord: no card is meant by that. Lasts until something is sent.
 */
export function acknowledge(socket: Socket): void {
  const handle: unknown = Reflect.get(socket, '_handle');
  const descriptor: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined;
  if (typeof descriptor !== 'number' || descriptor < 0) return;
  setOption ??= foreignFunctions()
    .load('libc.so.6')
    .func('setsockopt', 'int', ['int', 'int', 'int', 'const int *', 'unsigned int']) as SetOption;
  setOption(descriptor, TCP, QUICKACK, [1], 4);
}
