/** Milliseconds between two words about something that goes on. */
const QUIET = 200;

export interface Quiet {
  changed(): void;
  end(): void;
}

/** The first word at once, those that follow it no closer than every 200 ms, and always the last. */
export function quietly(tell: () => void): Quiet {
  let timer: NodeJS.Timeout | undefined;
  let isDue = false;
  const wait = (): void => {
    timer = setTimeout(() => {
      timer = undefined;
      if (!isDue) return;
      isDue = false;
      tell();
      wait();
    }, QUIET);
  };
  return {
    changed() {
      isDue = true;
      if (timer !== undefined) return;
      isDue = false;
      tell();
      wait();
    },
    end: () => clearTimeout(timer),
  };
}
