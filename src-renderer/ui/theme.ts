/** Theme: what Mantine's components start from. Colours and sizes are CSS variables in theme.css. */

import { createTheme, Input } from '@mantine/core';

const quick = { duration: 140 };

export const theme = createTheme({
  primaryColor: 'blue',
  defaultRadius: 6,
  fontFamily: 'var(--toile-font)',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 28 } },
    Button: { defaultProps: { size: 'xs', variant: 'default' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    InputWrapper: Input.Wrapper.extend({ defaultProps: { size: 'xs' } }),
    Input: { defaultProps: { size: 'xs' } },
    // A menu may hold items, groups and separators alone: no placeholder for the focus, which goes to the first item.
    Menu: { defaultProps: { transitionProps: quick, shadow: 'md', withInitialFocusPlaceholder: false } },
    MenuDivider: { defaultProps: { role: 'separator' } },
    // Mantine's scroll lock writes a style element, which the content policy refuses; the page itself never scrolls.
    Modal: { defaultProps: { lockScroll: false, transitionProps: quick, centered: true } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Popover: { defaultProps: { transitionProps: quick, shadow: 'md' } },
    Rating: { defaultProps: { color: 'var(--toile-text)' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', allowDeselect: false } },
    Slider: { defaultProps: { size: 'sm' } },
    Switch: { defaultProps: { size: 'xs' } },
    TagsInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 450, transitionProps: quick } },
  },
});
