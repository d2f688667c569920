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
  #done = 0;

  constructor(total: number, line: ProgressLine = process.stderr) {
    this.#total = total;
    this.#line = line;
  }

  /** One more is done, whatever came of it. */
  step(): void {
    this.#done += 1;
    const now = performance.now();
    const pace = this.#line.isTTY === true ? PACE.terminal : PACE.elsewhere;
    if (now - this.#shown < pace && this.#done < this.#total) return;
    this.#shown = now;
    const text = progressText(this.#done, this.#total, (now - this.#began) / 1000);
    if (this.#line.isTTY !== true) {
      this.#line.write(`${text}\n`);
      return;
    }
    this.#line.write(`\r\x1b[K${text}`);
    this.#isShowing = true;
  }

  /** Makes room for other words: a line at a terminal is taken away. */
  clear(): void {
    if (this.#isShowing) this.#line.write('\r\x1b[K');
    this.#isShowing = false;
  }
}

/** "120 of 1000 done, 310/s, 3 s left". @param seconds since the beginning */
export function progressText(done: number, total: number, seconds: number): string {
  const rate = seconds > 0 ? done / seconds : 0;
  const rest = rate > 0 ? ` ${duration((total - done) / rate)} left` : '';
  const speed = rate >= 10 ? rate.toFixed(0) : rate.toFixed(1);
  return done >= total
    ? `${done} of ${total} done in ${duration(seconds)}, ${speed}/s`
    : `${done} of ${total} done, ${speed}/s,${rest}`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
