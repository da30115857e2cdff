/**
 * Menu entry: a line of a menu that may be out of use for now. It keeps its place in the order of the focus, as menus on
 * the desktop do: a menu whose first line were disabled would never take the focus, and Escape would not close it.
 */

import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';

export function MenuEntry(props: { off: boolean; color?: string; onClick: () => void; children: ReactNode }) {
  const { off, color, onClick, children } = props;
  return (
    <Menu.Item
      {...(color && !off ? { color } : {})}
      data-disabled={off || undefined}
      aria-disabled={off || undefined}
      onClick={off ? undefined : onClick}
    >
      {children}
    </Menu.Item>
  );
}
