/** Colours by the names of the trade: what a garment's colours are called, and the other words a search finds them by. */

/** English name, with the colour it is a kind of and what it is called in Chinese, the usual word first. */
export const COLOURS = {
  black: ['黑色'],
  charcoal: ['grey', '炭灰色', '深灰'],
  grey: ['gray', '灰色'],
  'light grey': ['gray', '浅灰色'],
  white: ['白色'],
  ivory: ['white', '象牙白', '乳白'],
  cream: ['奶油色', '米白'],
  beige: ['米色', '杏色'],
  taupe: ['grey', 'brown', '灰褐色', '褐色'],
  camel: ['brown', '驼色'],
  brown: ['棕色', '褐色', '咖啡色'],
  'dark brown': ['深棕色', '巧克力色', '褐色'],
  rust: ['orange', 'brown', '铁锈红', '砖红'],
  terracotta: ['orange', '陶土色', '砖红'],
  red: ['红色'],
  burgundy: ['red', '酒红色'],
  coral: ['pink', '珊瑚色', '珊瑚红'],
  orange: ['橙色', '橘色'],
  peach: ['orange', '桃色', '蜜桃色'],
  mustard: ['yellow', '芥末黄'],
  yellow: ['黄色'],
  olive: ['green', '橄榄绿', '军绿色'],
  khaki: ['卡其色'],
  sage: ['green', '鼠尾草绿', '灰绿色'],
  green: ['绿色'],
  emerald: ['green', '祖母绿', '翠绿'],
  'dark green': ['墨绿色', '深绿'],
  mint: ['green', '薄荷绿', '浅绿'],
  teal: ['green', 'blue', '青绿色', '孔雀蓝'],
  turquoise: ['blue', '绿松石色', '湖蓝'],
  'light blue': ['浅蓝色', '天蓝'],
  blue: ['蓝色'],
  cobalt: ['blue', '宝蓝色', '钴蓝'],
  denim: ['blue', '牛仔蓝'],
  navy: ['blue', '藏青色', '海军蓝'],
  purple: ['紫色'],
  plum: ['purple', '梅子色', '深紫'],
  lavender: ['lilac', 'purple', '薰衣草紫', '浅紫'],
  mauve: ['purple', 'pink', '藕荷色', '灰紫'],
  pink: ['粉色', '粉红'],
  blush: ['pink', '裸粉色', '浅粉'],
  rose: ['pink', '玫瑰色', '豆沙粉'],
  fuchsia: ['pink', '玫红色', '桃红'],
} as const satisfies Record<string, readonly string[]>;

export type ColourName = keyof typeof COLOURS;
export const COLOUR_NAMES = Object.keys(COLOURS) as ColourName[];

/** Names of older libraries. */
const FORMER: Record<string, ColourName> = { lilac: 'lavender', 'hot pink': 'fuchsia' };

/** The colour of a name, if it is one of these. */
export function colourNamed(name: string): ColourName | undefined {
  const plain = name.trim().toLowerCase();
  return plain in COLOURS ? (plain as ColourName) : FORMER[plain];
}

/** A name and the other words it is found by. */
export function colourWords(name: string): string[] {
  const known = colourNamed(name);
  return known ? [name, ...COLOURS[known]] : [name];
}
