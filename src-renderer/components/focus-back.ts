import { useEffect, useState } from 'react';

/** What opened the view that is open now: the way back where that view opened another in its own place. */
let waiting: Element | null = null;

/** Gives the focus back to what had it when the component came into view, where it would be lost with the component. */
export function useFocusBack(): void {
  const [openers] = useState(() => [document.activeElement, waiting]);
  useEffect(() => {
    const [opener = null] = openers;
    waiting = opener;
    return () => {
      if (waiting === opener) waiting = null;
      const isLost = document.activeElement === null || document.activeElement === document.body;
      if (isLost) openers.find(isThere)?.focus();
    };
  }, [openers]);
}

function isThere(element: Element | null): element is HTMLElement {
  return element instanceof HTMLElement && element.isConnected && element !== document.body;
}
