/** Looks of a menu that drops down, and of a line in it. */
export const MENU = 'z-50 min-w-40 animate-appear rounded-md border border-line bg-raised p-1 shadow-float';
export const MENU_ITEM =
  'flex h-8 items-center gap-2 rounded-sm px-2 text-ink text-sm outline-none data-[highlighted]:bg-accent-soft data-[highlighted]:text-accent';
