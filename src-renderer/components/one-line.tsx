import { Children, Fragment, type ReactNode } from 'react';

/** Short facts, one after the other with a dot between two; those that are null are left out. */
export function OneLine({ children }: { readonly children: ReactNode }) {
  return Children.toArray(children).map((fact, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a fact has no other name than its place
    <Fragment key={index}>
      {index === 0 ? null : ' · '}
      {fact}
    </Fragment>
  ));
}

/** A fact that is not broken over two lines: a date would break at its hyphens. */
export function Whole({ children }: { readonly children: ReactNode }) {
  return <span className="whitespace-nowrap">{children}</span>;
}
