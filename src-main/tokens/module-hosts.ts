import { type CardReaders, holdsCard } from './card-readers.ts';
import { initParameters, thisMachine } from './discovery/discover.ts';
import { areEmptied, isCalled } from './discovery/needed.ts';
import { needsCard } from './discovery/products.ts';
import { DEADLINES, type Deadlines, type HostLauncher } from './host-launcher.ts';
import type { ModuleHealth } from './module-health.ts';
import { ModuleHost } from './module-host.ts';
import { nodeLauncher } from './node-launcher.ts';
import { ReaderHost } from './reader-host.ts';
import { ReadyHosts } from './ready-hosts.ts';
import type { ModuleInfo } from './token-info.ts';

export interface ModuleHostsOptions {
  readonly launcher?: HostLauncher;
  readonly deadlines?: Partial<Deadlines>;
  readonly health?: ModuleHealth;
}

/** A module that is loaded, and what it says of itself. */
export interface OpenHost {
  readonly host: ModuleHost;
  readonly info: ModuleInfo;
}

interface Running {
  /** Nobody is sent to it any more. */
  readonly isLeft: boolean;
  readonly leave: () => void;
}

/** The processes of all PKCS#11 modules in use, and the one that asks PC/SC: started at the first question, and again after a crash. */
export class ModuleHosts {
  readonly #launcher: ReadyHosts;
  readonly #deadlines: Deadlines;
  readonly #health: ModuleHealth | undefined;
  /** What is still being written about modules. */
  readonly #notes = new Set<Promise<void>>();
  readonly #readers: ReaderHost;
  readonly #hosts = new Map<string, Promise<OpenHost>>();
  /** All that were started and have not ended. */
  readonly #running = new Map<ModuleHost, Running>();
  /** Modules that are being loaded. */
  #loading = 0;
  /** Those that were needed when it was looked last. */
  #needed: readonly string[] = [];

  constructor({ launcher = nodeLauncher(), deadlines = {}, health }: ModuleHostsOptions = {}) {
    this.#health = health;
    this.#launcher = new ReadyHosts(launcher);
    this.#deadlines = { ...DEADLINES, ...deadlines };
    this.#readers = new ReaderHost({
      launcher: this.#launcher,
      deadlines: this.#deadlines,
      onWent: (from) => {
        for (const host of this.#running.keys()) if (mayRead(host, from)) host.cardWent();
      },
    });
  }

  /**
   * The card readers of this machine, and what lies in them; unknown after eight seconds.
   * @param pinPads whether readers with a card are asked for a PIN pad, which takes longer
   */
  readers({ pinPads = false }: { pinPads?: boolean } = {}): Promise<CardReaders> {
    return this.#readers.look(pinPads);
  }

  /**
   * Ends the hosts of modules that no card asks for any more and that nobody works with. The next card finds them started anew, which is
   * the one way in which some modules see a card that was put in again.
   * @param needed paths of the modules that are needed
   * @param moment milliseconds: whoever started a host a moment ago is about to ask it something
   */
  endUnneeded(needed: readonly string[], moment = 1_000): void {
    const went = this.#needed.filter((module) => !needed.includes(module));
    this.#needed = needed;
    for (const [host, running] of this.#running) {
      // Whoever asks when the card is back gets a new one, whatever this one is busy with.
      if (went.includes(host.module)) running.leave();
      // A module that was never needed for a card is asked for reasons of its own.
      if (went.includes(host.module) || needed.includes(host.module)) {
        host.hasCards = needed.includes(host.module) && !running.isLeft;
      }
      if ((running.isLeft || !needed.includes(host.module)) && host.idle > moment) host.close();
    }
  }

  /** For those who watch: has a process ready for the module of the next card, where a card can come and nothing else is being started. */
  expectCards({ service }: CardReaders): void {
    if (service === 'running' && this.#loading === 0) this.#launcher.prepare();
  }

  /** Ends all hosts. Their signers end with them. */
  async close(): Promise<void> {
    this.#launcher.close();
    const opened = [...this.#hosts.values()];
    this.#hosts.clear();
    this.#readers.close();
    const closeAll = () => {
      for (const host of this.#running.keys()) host.close();
    };
    closeAll();
    await Promise.allSettled(opened);
    closeAll();
    await Promise.all(this.#notes);
  }

  /**
   * The host of a module, started where none runs.
   * @throws AppError MODULE_*, CKR_*
   */
  open(module: string): Promise<OpenHost> {
    const running = this.#hosts.get(module);
    if (running !== undefined) return running;
    const forget = () => {
      if (this.#hosts.get(module) === opening) this.#hosts.delete(module);
    };
    this.#loading += 1;
    const opening = this.#start(module, forget).finally(() => {
      this.#loading -= 1;
    });
    this.#hosts.set(module, opening);
    opening.catch(forget);
    return opening;
  }

  async #start(module: string, forget: () => void): Promise<OpenHost> {
    const health = this.#health;
    // A crash of a moment ago counts.
    await Promise.all(this.#notes);
    await health?.check(module);
    let started: ModuleHost | undefined;
    return ModuleHost.open(module, {
      launcher: this.#launcher,
      deadlines: this.#deadlines,
      parameters: (path) => initParameters(path, thisMachine()),
      onStart: (host) => {
        started = host;
        const leave = () => {
          forget();
          this.#running.set(host, { isLeft: true, leave });
        };
        this.#running.set(host, { isLeft: false, leave });
      },
      onLong: () => {
        if (started !== undefined && needsCard(module) !== false) void this.#hurryWithoutCards(started);
      },
      onEnd: (reason, isFault) => {
        forget();
        if (started !== undefined) this.#running.delete(started);
        if (isFault) this.#note(health?.failed(module, reason));
      },
      onSigned: () => this.#note(health?.worked(module)),
    });
  }

  /**
   * Where nobody follows the readers, a module that does not notice that its card was pulled out would be waited for to the end. Before it
   * has told of its slots, one that shows nothing but cards is known to have none left where no reader holds any.
   */
  async #hurryWithoutCards(host: ModuleHost): Promise<void> {
    const seen = await this.readers();
    const { service, readers } = seen;
    const isUntold = host.slots.length === 0 && needsCard(host.module) === true;
    const isEmpty = service === 'running' && !readers.some(holdsCard);
    if (areEmptied(host.slots, seen) || (isUntold && isEmpty)) host.hurry();
  }

  #note(writing: Promise<void> | undefined): void {
    if (writing === undefined) return;
    const noted = writing.finally(() => this.#notes.delete(noted));
    this.#notes.add(noted);
  }
}

/**
 * Whether a module may be reading a card in one of these readers. One that shows nothing but cards looks at all of them. One that is in no
 * table is known to where it showed a token there: before that, one that hangs is not taken for one that reads a stranger's card.
 */
function mayRead({ module, slots }: ModuleHost, readers: readonly string[]): boolean {
  return needsCard(module) ?? slots.some((slot) => readers.some((reader) => isCalled(slot, reader)));
}
