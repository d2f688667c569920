import type { HostConnection, HostLauncher } from './host-launcher.ts';

/**
 * Starts token hosts, one of them ahead of need: on a busy machine starting a process takes most of the time until the token of a card
 * that was put in is seen.
 */
export class ReadyHosts implements HostLauncher {
  readonly #launcher: HostLauncher;
  #ready: HostConnection | undefined;
  #hasFailed = false;

  constructor(launcher: HostLauncher) {
    this.#launcher = launcher;
  }

  /** The one that is ready, or a new one. */
  launch(name: string): HostConnection {
    const ready = this.#ready;
    this.#ready = undefined;
    return ready ?? this.#launcher.launch(name);
  }

  /** Has one ready. Where one ended before anything was asked of it, no other is started. */
  prepare(): void {
    if (this.#ready !== undefined || this.#hasFailed) return;
    const ready = this.#launcher.launch('ready for the next module');
    this.#ready = ready;
    ready.keepAlive(false);
    ready.onExit(() => {
      if (this.#ready !== ready) return;
      this.#ready = undefined;
      this.#hasFailed = true;
    });
  }

  close(): void {
    const ready = this.#ready;
    this.#ready = undefined;
    ready?.kill();
  }
}
