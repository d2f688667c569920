import { ChevronRight } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { cx } from './cx.ts';

export interface TreeNode {
  readonly id: string;
  readonly name: string;
  /** A word or two beside the name. */
  readonly mark?: string | undefined;
  readonly children: readonly TreeNode[];
}

interface TreeProps {
  readonly label: string;
  readonly nodes: readonly TreeNode[];
  /** Shown beneath the tree for the node that was chosen. */
  readonly detail: (id: string) => ReactNode;
}

interface Row {
  readonly node: TreeNode;
  readonly level: number;
  readonly parent: string | null;
}

/** A tree by the pattern of ARIA: one stop of the Tab key, arrows move, open and close, Home and End jump, Enter chooses. */
export function Tree({ label, nodes, detail }: TreeProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<string | null>(null);
  const [focused, setFocused] = useState(nodes[0]?.id ?? '');
  const tree = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const rows = rowsOf(nodes, closed);

  const toggle = (id: string) => {
    const next = new Set(closed);
    if (!next.delete(id)) next.add(id);
    setClosed(next);
  };
  const choose = (id: string) => setChosen(chosen === id ? null : id);
  const moveTo = (id: string | undefined | null) => {
    if (id == null) return;
    setFocused(id);
    tree.current?.querySelector<HTMLElement>(`[data-node="${id}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = rows.findIndex(({ node }) => node.id === focused);
    const row = rows[at];
    if (row === undefined) return;
    const { node, parent } = row;
    const isOpen = node.children.length > 0 && !closed.has(node.id);
    switch (event.key) {
      case 'ArrowDown':
        moveTo(rows[at + 1]?.node.id);
        break;
      case 'ArrowUp':
        moveTo(rows[at - 1]?.node.id);
        break;
      case 'ArrowRight':
        if (isOpen) moveTo(node.children[0]?.id);
        else if (node.children.length > 0) toggle(node.id);
        break;
      case 'ArrowLeft':
        if (isOpen) toggle(node.id);
        else moveTo(parent);
        break;
      case 'Home':
        moveTo(rows[0]?.node.id);
        break;
      case 'End':
        moveTo(rows.at(-1)?.node.id);
        break;
      case 'Enter':
      case ' ':
        choose(node.id);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <div>
      <div ref={tree} role="tree" aria-label={label} className="flex flex-col">
        {rows.map(({ node, level }) => {
          const opens = node.children.length > 0;
          return (
            <div
              key={node.id}
              role="treeitem"
              data-node={node.id}
              aria-level={level}
              aria-expanded={opens ? !closed.has(node.id) : undefined}
              aria-selected={chosen === node.id}
              aria-describedby={chosen === node.id ? `${prefix}-detail` : undefined}
              tabIndex={node.id === focused ? 0 : -1}
              onFocus={() => setFocused(node.id)}
              onClick={() => choose(node.id)}
              onKeyDown={onKeyDown}
              style={{ paddingLeft: `${(level - 1) * 16}px` }}
              className={cx(
                'flex min-h-7 cursor-pointer items-center gap-1 rounded-sm pr-2 text-xs outline-offset-[-2px] hover:bg-hover',
                chosen === node.id && 'bg-accent-soft',
              )}
            >
              <ChevronRight
                size={13}
                aria-hidden
                className={cx(
                  'shrink-0 text-faint transition-transform duration-100',
                  !opens && 'invisible',
                  opens && !closed.has(node.id) && 'rotate-90',
                )}
                onClick={(event) => {
                  event.stopPropagation();
                  toggle(node.id);
                }}
              />
              <span className="min-w-0 flex-1 break-words text-ink">{node.name}</span>
              {node.mark === undefined ? null : <span className="shrink-0 text-2xs text-muted">{node.mark}</span>}
            </div>
          );
        })}
      </div>
      {chosen === null ? null : (
        <div id={`${prefix}-detail`} className="mt-2 rounded-md bg-canvas p-3">
          {detail(chosen)}
        </div>
      )}
    </div>
  );
}

function rowsOf(
  nodes: readonly TreeNode[],
  closed: ReadonlySet<string>,
  level = 1,
  parent: string | null = null,
): Row[] {
  return nodes.flatMap((node) => [
    { node, level, parent },
    ...(closed.has(node.id) ? [] : rowsOf(node.children, closed, level + 1, node.id)),
  ]);
}
