/** CIEDE2000: perceived difference of two colours (CIE 142-2001; formulas as in Sharma, Wu and Dalal 2005). */

const RADIANS = Math.PI / 180;
const POWER_25_7 = 25 ** 7;

const hue = (a: number, b: number): number => {
  if (a === 0 && b === 0) return 0;
  const angle = Math.atan2(b, a) / RADIANS;
  return angle < 0 ? angle + 360 : angle;
};

/** Distance of two CIE Lab colours with all weights 1; about 1 is just noticeable. */
export function ciede2000(L1: number, a1: number, b1: number, L2: number, a2: number, b2: number): number {
  const meanChroma = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const chroma7 = meanChroma ** 7;
  const G = 0.5 * (1 - Math.sqrt(chroma7 / (chroma7 + POWER_25_7)));
  const ap1 = (1 + G) * a1;
  const ap2 = (1 + G) * a2;
  const C1 = Math.hypot(ap1, b1);
  const C2 = Math.hypot(ap2, b2);
  const h1 = hue(ap1, b1);
  const h2 = hue(ap2, b2);

  const grey = C1 * C2 === 0;
  let dh = h2 - h1;
  if (grey) dh = 0;
  else if (dh > 180) dh -= 360;
  else if (dh < -180) dh += 360;
  const dL = L2 - L1;
  const dC = C2 - C1;
  const dH = 2 * Math.sqrt(C1 * C2) * Math.sin((dh / 2) * RADIANS);

  const L = (L1 + L2) / 2;
  const C = (C1 + C2) / 2;
  let h = h1 + h2;
  if (!grey) {
    if (Math.abs(h1 - h2) > 180) h += h < 360 ? 360 : -360;
    h /= 2;
  }
  const T =
    1 -
    0.17 * Math.cos((h - 30) * RADIANS) +
    0.24 * Math.cos(2 * h * RADIANS) +
    0.32 * Math.cos((3 * h + 6) * RADIANS) -
    0.2 * Math.cos((4 * h - 63) * RADIANS);
  const turn = 30 * Math.exp(-(((h - 275) / 25) ** 2));
  const C7 = C ** 7;
  const RC = 2 * Math.sqrt(C7 / (C7 + POWER_25_7));
  const light = (L - 50) ** 2;
  const SL = 1 + (0.015 * light) / Math.sqrt(20 + light);
  const SC = 1 + 0.045 * C;
  const SH = 1 + 0.015 * C * T;
  const RT = -Math.sin(2 * turn * RADIANS) * RC;
  const l = dL / SL;
  const c = dC / SC;
  const H = dH / SH;
  return Math.sqrt(Math.max(0, l * l + c * c + H * H + RT * c * H));
}
