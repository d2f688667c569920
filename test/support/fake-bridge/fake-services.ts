import type { EventValue, Output, Parsed } from '../../../shared/contract/contract.ts';
import type { CodeRequestId, ServiceId } from '../../../shared/contract/ids.ts';
import type { SigningService, serviceCalls } from '../../../shared/contract/service-calls.ts';
import { digest } from './samples.ts';

type Name = keyof typeof serviceCalls;
type Handlers = { readonly [K in Name]: (input: Parsed<K>) => Promise<Output<K>> };
type CodeWanted = EventValue<'services.codeWanted'>;

/** Signing services, in memory. */
export class FakeServices {
  readonly #emit: (wanted: CodeWanted) => void;
  /** Waits until the task is cancelled, where a test wants that. */
  readonly #pace: (task: Parsed<'task.cancel'>['task']) => Promise<void>;
  readonly #onChanged: () => void;
  services: SigningService[] = [];
  /** What a service keeps that is added next. */
  keys: SigningService['keys'] = [];
  /** What was typed: access tokens and codes. */
  readonly typed: (string | null)[] = [];
  #answered: (() => void) | undefined;

  constructor(
    pace: (task: Parsed<'task.cancel'>['task']) => Promise<void>,
    onChanged: () => void,
    emit: (wanted: CodeWanted) => void,
  ) {
    this.#pace = pace;
    this.#onChanged = onChanged;
    this.#emit = emit;
  }

  /** Asks for a code and waits for the answer. */
  async askCode(): Promise<void> {
    const answered = new Promise<void>((resolve) => {
      this.#answered = resolve;
    });
    const request = `code-${digest('code').slice(0, 32)}` as CodeRequestId;
    const about = { label: 'Code from your authenticator app', host: 'sign.meridian.example', name: 'Ndapewa Iyambo' };
    this.#emit({ question: { request, ...about } });
    await answered;
    this.#emit({ question: null });
  }

  #put(service: SigningService): SigningService {
    this.services = [service, ...this.services.filter(({ id }) => id !== service.id)];
    this.#onChanged();
    return service;
  }

  readonly handlers: Handlers = {
    'services.list': async () => ({ services: this.services }),
    'services.add': async ({ address, accessToken, task }) => {
      this.typed.push(new TextDecoder().decode(accessToken));
      await this.#pace(task);
      const id = `service-${digest(address).slice(0, 32)}` as ServiceId;
      return this.#put({ id, address, host: new URL(address).host, state: 'open', keys: this.keys });
    },
    'services.refresh': async ({ service, task }) => {
      await this.#pace(task);
      const known = this.services.find(({ id }) => id === service);
      if (known === undefined) throw new Error('There is no such service.');
      return this.#put(known);
    },
    'services.forget': async ({ service }) => {
      this.services = this.services.filter(({ id }) => id !== service);
      this.#onChanged();
      return {};
    },
    'services.giveCode': async ({ code }) => {
      this.typed.push(code === null ? null : new TextDecoder().decode(code));
      this.#answered?.();
      return {};
    },
  };
}
