/** Milliseconds between two lines at a terminal, which replace one another, and elsewhere, where they stay. */
const PACE = { terminal: 200, elsewhere: 5000 };

/** Where progress is shown: standard error of this process. */
export interface ProgressLine {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Says how far a batch is, how fast, and how long the rest will take. */
export class BatchProgress {
  readonly #total: number;
  readonly #line: ProgressLine;
  readonly #began = performance.now();
  #shown = this.#began;
  #isShowing = false;
  #signed = 0;
  #failed = 0;

  constructor(total: number, line: ProgressLine = process.stderr) {
    this.#total = total;
    this.#line = line;
  }

  get #counts(): Counts {
    return { signed: this.#signed, failed: this.#failed, total: this.#total };
  }

  /** One more was signed, or could not be. */
  step(isSigned: boolean): void {
    if (isSigned) this.#signed += 1;
    else this.#failed += 1;
    const now = performance.now();
    const pace = this.#line.isTTY === true ? PACE.terminal : PACE.elsewhere;
    if (now - this.#shown < pace) return;
    this.#shown = now;
    const text = progressText(this.#counts, (now - this.#began) / 1000);
    this.#line.write(this.#line.isTTY === true ? `\r\x1b[K${text}` : `${text}\n`);
    this.#isShowing = this.#line.isTTY === true;
  }

  /** Says what came of all of them. */
  end(): void {
    this.clear();
    this.#line.write(`${progressText(this.#counts, (performance.now() - this.#began) / 1000, true)}\n`);
  }

  /** Makes room for other words: a line at a terminal is taken away. */
  clear(): void {
    if (this.#isShowing) this.#line.write('\r\x1b[K');
    this.#isShowing = false;
  }
}

/** What became of the files so far. */
interface Counts {
  readonly signed: number;
  readonly failed: number;
  readonly total: number;
}

/**
 * "120 of 1000 signed, 2 failed, 310/s, 3 s left", at the end "998 of 1000 signed, 2 failed, in 4 s, 310/s".
 * @param seconds since the beginning
 * @param isOver nothing more will be tried
 */
export function progressText({ signed, failed, total }: Counts, seconds: number, isOver = false): string {
  const tried = signed + failed;
  const parts = [`${signed} of ${total} signed`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (isOver) parts.push(`in ${duration(seconds)}`);
  if (signed > 0 && seconds > 0) parts.push(`${speed(signed / seconds)}/s`);
  if (!isOver && tried > 0) parts.push(`${duration(((total - tried) * seconds) / tried)} left`);
  return parts.join(', ');
}

const speed = (rate: number): string => (rate >= 10 ? rate.toFixed(0) : rate.toFixed(1));

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
