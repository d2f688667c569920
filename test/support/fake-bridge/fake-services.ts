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
  /** Whether people sign in to services with the browser. */
  signsIn = false;
  /** What was typed: access tokens, client IDs and their secrets, codes. */
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
    'services.look': async ({ address, task }) => {
      await this.#pace(task);
      return { host: new URL(address).host, signsIn: this.signsIn, clientId: null };
    },
    'services.add': async ({ address, by, task }) => {
      if (by.kind === 'token') this.typed.push(new TextDecoder().decode(by.accessToken));
      else this.typed.push(by.clientId, by.clientSecret === null ? null : new TextDecoder().decode(by.clientSecret));
      await this.#pace(task);
      const id = `service-${digest(address).slice(0, 32)}` as ServiceId;
      const clientId = by.kind === 'browser' ? by.clientId : null;
      return this.#put({ id, address, host: new URL(address).host, clientId, state: 'open', keys: this.keys });
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
    'services.openPage': async () => ({}),
    'services.leavePage': async () => ({}),
    'services.giveCode': async ({ code }) => {
      this.typed.push(code === null ? null : new TextDecoder().decode(code));
      this.#answered?.();
      return {};
    },
  };
}
