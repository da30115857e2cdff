"""What a garment is, drawn at random: its attributes as the schema names them, consistent with each other."""

from dataclasses import dataclass, field

import numpy as np

from . import colour
from .noise import Rng, chance, pick
from .schema import IDS

TOPS = (
    "t-shirt",
    "shirt",
    "blouse",
    "sweater",
    "cardigan",
    "hoodie",
    "tank-top",
    "camisole",
    "jacket",
    "blazer",
    "coat",
    "vest",
)
LEGS = ("trousers", "jeans", "shorts", "jumpsuit")

CATEGORY = {
    "t-shirt": 9, "shirt": 6, "blouse": 8, "sweater": 6, "cardigan": 4, "hoodie": 4, "tank-top": 5, "camisole": 5,
    "jacket": 6, "blazer": 4, "coat": 5, "vest": 4, "dress": 12, "skirt": 6, "trousers": 7, "jeans": 6, "shorts": 5,
    "jumpsuit": 5,
}  # fmt: skip

WIDE = {"t-shirt": 14, "blouse": 14, "trousers": 11, "jeans": 9, "shirt": 8, "jumpsuit": 3}
"""What differs from CATEGORY in the wider range."""
WIDE_NECK = {"blouse": {"high": 5, "halter": 4, "off-shoulder": 4}, "t-shirt": {"high": 1.2, "boat": 1.5}}
"""What differs from NECK in the wider range."""
LONG = {"long": 1}
SLEEVE = {
    "t-shirt": {"short": 10, "long": 2.5, "cap": 1, "elbow": 1, "three-quarter": 0.5},
    "shirt": {"long": 6, "short": 4, "elbow": 1, "three-quarter": 1},
    "blouse": {"long": 4, "short": 4, "elbow": 1.5, "three-quarter": 2, "cap": 1, "sleeveless": 2},
    "sweater": {"long": 9, "three-quarter": 1, "short": 0.7},
    "cardigan": {"long": 8, "three-quarter": 1, "short": 0.5},
    "hoodie": {"long": 9, "short": 0.5},
    "tank-top": {"sleeveless": 1}, "camisole": {"sleeveless": 1}, "vest": {"sleeveless": 1},
    "jacket": {"long": 9, "three-quarter": 0.7}, "blazer": {"long": 8, "three-quarter": 1}, "coat": LONG,
    "dress": {"sleeveless": 5, "short": 4, "long": 4, "cap": 1.2, "elbow": 1, "three-quarter": 1.2},
    "jumpsuit": {"sleeveless": 5, "short": 3, "long": 3},
}  # fmt: skip
NECK = {
    "t-shirt": {"round": 10, "v": 2.5, "scoop": 1.2, "boat": 1, "collar": 0.9, "high": 0.3, "square": 0.3},
    "shirt": {"collar": 9, "stand": 1.5},
    "blouse": {"v": 3, "round": 2, "off-shoulder": 3, "high": 2, "scoop": 1.5, "boat": 1, "square": 1.2, "halter": 1.2, "stand": 1, "collar": 0.3},
    "sweater": {"round": 6, "v": 2.5, "high": 4, "boat": 1, "off-shoulder": 0.4},
    "cardigan": {"v": 6, "round": 3},
    "hoodie": {"hood": 9, "round": 1.3},
    "tank-top": {"round": 4, "scoop": 4, "v": 2, "square": 1, "high": 0.7, "halter": 0.7},
    "camisole": {"straps": 1},
    "jacket": {"collar": 4, "stand": 3, "hood": 2, "lapel": 2, "round": 0.6},
    "blazer": {"lapel": 1}, "coat": {"lapel": 5, "collar": 2.5, "hood": 2, "stand": 1},
    "vest": {"v": 6, "stand": 3, "hood": 0.7, "round": 0.6},
    "dress": {"round": 5, "v": 5, "straps": 3, "scoop": 2, "off-shoulder": 1.3, "high": 1.5, "square": 1.5, "halter": 1, "collar": 1.3, "boat": 1, "stand": 0.5},
    "jumpsuit": {"v": 3, "straps": 3, "round": 2, "collar": 1.5, "square": 1, "halter": 0.5, "off-shoulder": 0.4},
}  # fmt: skip
LENGTH = {
    "t-shirt": {"hip": 8, "crop": 2, "thigh": 1.2}, "shirt": {"hip": 8, "crop": 0.8, "thigh": 1.4},
    "blouse": {"hip": 7, "crop": 2.5, "thigh": 1}, "sweater": {"hip": 7, "crop": 1.5, "thigh": 1},
    "cardigan": {"hip": 6, "crop": 1.5, "thigh": 2.5}, "hoodie": {"hip": 8, "crop": 1.2, "thigh": 0.6},
    "tank-top": {"hip": 6, "crop": 3}, "camisole": {"hip": 5, "crop": 4}, "jacket": {"hip": 7, "crop": 3},
    "blazer": {"hip": 8, "crop": 0.7, "thigh": 1}, "coat": {"thigh": 4, "knee": 4, "calf": 3}, "vest": {"hip": 8, "crop": 1.5, "thigh": 0.7},
    "dress": {"thigh": 4, "knee": 5, "calf": 4, "full": 3}, "skirt": {"thigh": 4, "knee": 4, "calf": 3, "full": 2},
    "trousers": {"full": 8, "calf": 2.5}, "jeans": {"full": 8, "calf": 1.5}, "shorts": {"thigh": 6, "knee": 3},
    "jumpsuit": {"full": 6, "calf": 1, "thigh": 3},
}  # fmt: skip
FIT = {
    "t-shirt": {"regular": 6, "loose": 3, "slim": 2}, "shirt": {"regular": 6, "loose": 3, "slim": 2},
    "blouse": {"regular": 4, "loose": 4, "flared": 3, "slim": 1}, "sweater": {"regular": 5, "loose": 4, "slim": 2},
    "cardigan": {"regular": 5, "loose": 3, "slim": 1}, "hoodie": {"regular": 5, "loose": 4},
    "tank-top": {"slim": 4, "regular": 4, "loose": 2}, "camisole": {"slim": 4, "regular": 3, "flared": 2},
    "jacket": {"regular": 6, "loose": 3, "slim": 1}, "blazer": {"regular": 6, "slim": 2, "loose": 2},
    "coat": {"regular": 5, "loose": 4, "flared": 2}, "vest": {"regular": 5, "slim": 3, "loose": 1},
    "dress": {"flared": 6, "slim": 4, "regular": 3, "loose": 2}, "skirt": {"flared": 6, "slim": 4, "regular": 2},
    "trousers": {"regular": 4, "slim": 3, "loose": 4, "flared": 2}, "jeans": {"regular": 4, "slim": 5, "loose": 3, "flared": 1.5},
    "shorts": {"regular": 5, "loose": 3, "slim": 2, "flared": 0.7}, "jumpsuit": {"regular": 4, "loose": 4, "flared": 1, "slim": 1},
}  # fmt: skip
MATERIAL = {
    "t-shirt": {"jersey": 1}, "shirt": {"woven": 7, "linen": 1.5, "denim": 1.2, "satin": 1, "corduroy": 0.4},
    "blouse": {"chiffon": 3, "satin": 3, "woven": 4, "lace": 1, "linen": 0.6, "jersey": 1}, "sweater": {"knit": 1},
    "cardigan": {"knit": 1}, "hoodie": {"fleece": 1}, "tank-top": {"jersey": 5, "knit": 1.2},
    "camisole": {"satin": 3, "jersey": 3, "knit": 1, "lace": 1, "chiffon": 0.6, "woven": 1},
    "jacket": {"denim": 3, "leather": 3, "woven": 3, "padded": 3, "corduroy": 0.7, "fleece": 0.7},
    "blazer": {"wool": 5, "woven": 3, "linen": 1, "corduroy": 0.5}, "coat": {"wool": 7, "padded": 2, "woven": 3, "leather": 0.4},
    "vest": {"wool": 4, "padded": 4, "knit": 2, "denim": 0.6, "woven": 1.5},
    "dress": {"chiffon": 3, "satin": 3, "woven": 4, "jersey": 3, "lace": 2, "knit": 1, "linen": 1, "denim": 0.4},
    "skirt": {"woven": 4, "satin": 2, "denim": 2, "chiffon": 2, "leather": 1, "wool": 1.5, "knit": 0.7, "lace": 0.6, "corduroy": 0.5},
    "trousers": {"woven": 6, "wool": 2, "linen": 1.5, "satin": 1, "corduroy": 0.8, "fleece": 1, "leather": 0.7},
    "jeans": {"denim": 1}, "shorts": {"woven": 4, "denim": 4, "linen": 1, "fleece": 1, "satin": 0.5},
    "jumpsuit": {"woven": 4, "denim": 1.5, "satin": 1.5, "jersey": 1.5, "linen": 1, "chiffon": 0.7},
}  # fmt: skip
PATTERN = {
    "soft": {"plain": 7, "floral": 7, "dot": 2, "paisley": 2.2, "animal": 1.5, "geometric": 1.5, "abstract": 2.2, "check": 1.2,
             "stripe-horizontal": 1.2, "stripe-vertical": 1.6, "colour-block": 1, "graphic": 1, "lace": 0.8},
    "t-shirt": {"plain": 5, "graphic": 8, "stripe-horizontal": 3, "colour-block": 2.6, "floral": 1.2, "dot": 0.6, "animal": 0.6,
                "abstract": 1, "camouflage": 0.6, "geometric": 0.4, "paisley": 0.3, "stripe-vertical": 0.3},
    "shirt": {"plain": 5, "check": 4, "stripe-vertical": 3, "floral": 1.4, "graphic": 1.4, "dot": 1, "stripe-horizontal": 0.6,
              "paisley": 0.8, "abstract": 0.8, "colour-block": 0.8, "camouflage": 0.4, "geometric": 0.6, "animal": 0.4},
    "knit": {"plain": 6, "stripe-horizontal": 3, "geometric": 1.6, "colour-block": 1.4, "graphic": 0.8, "check": 0.7, "animal": 0.5, "floral": 0.4, "dot": 0.4},
    "sport": {"plain": 6, "graphic": 4, "colour-block": 2, "camouflage": 0.8, "abstract": 0.7, "stripe-horizontal": 0.6},
    "cloth": {"plain": 7, "check": 3, "stripe-vertical": 1.4, "camouflage": 0.6, "animal": 0.5, "colour-block": 0.5, "floral": 0.4, "geometric": 0.3},
    "legs": {"plain": 7, "check": 1.6, "stripe-vertical": 1.4, "floral": 2, "paisley": 1.3, "geometric": 1.1, "animal": 0.8,
             "camouflage": 0.9, "abstract": 0.8, "dot": 0.7, "colour-block": 0.4, "graphic": 0.3},
}  # fmt: skip
STYLE = {
    "t-shirt": "t-shirt", "tank-top": "t-shirt", "shirt": "shirt", "sweater": "knit", "cardigan": "knit", "hoodie": "sport",
    "jacket": "cloth", "blazer": "cloth", "coat": "cloth", "vest": "cloth", "trousers": "legs", "shorts": "legs",
}  # fmt: skip
MAIN = {
    "black": 8,
    "white": 7,
    "grey": 5,
    "navy": 5,
    "blue": 4,
    "red": 4,
    "green": 3,
    "beige": 4,
    "cream": 3,
    "pink": 4,
    "light-blue": 3.5,
}
NATURAL = {"denim": {"blue": 6, "light-blue": 4, "navy": 4, "black": 2.5, "grey": 2, "white": 1.2, "cream": 0.7, "beige": 0.4},
           "leather": {"black": 7, "brown": 4, "beige": 1.5, "burgundy": 1, "red": 0.6, "white": 0.6},
           "wool": {"black": 4, "grey": 4, "navy": 4, "beige": 4, "brown": 2, "burgundy": 1, "dark-green": 1, "cream": 1, "red": 0.6, "pink": 0.6}}  # fmt: skip
WARM, COLD = {"knit", "wool", "padded", "fleece", "corduroy", "leather"}, {"linen", "chiffon"}


@dataclass
class Spec:
    """One garment's truth. `colours` names, the main one first; `inks` the same as sRGB, maybe with further tones."""

    category: str
    sleeve: str = "none"
    neckline: str = "none"
    length: str = "hip"
    fit: str = "regular"
    closure: str = "none"
    pattern: list[str] = field(default_factory=list)
    colours: list[str] = field(default_factory=list)
    inks: list[np.ndarray] = field(default_factory=list)
    material: str = "woven"
    detail: set[str] = field(default_factory=set)
    season: list[str] = field(default_factory=list)
    occasion: list[str] = field(default_factory=list)
    wide: bool = False
    """Drawn from the wider range: narrow cuts, brighter whites, more of what shops have most of."""

    def truth(self) -> dict:
        """What `schema.vector` reads."""
        names = (
            "category",
            "sleeve",
            "neckline",
            "length",
            "fit",
            "closure",
            "pattern",
            "material",
            "season",
            "occasion",
        )
        return {**{n: getattr(self, n) for n in names}, "colour": self.colours, "detail": sorted(self.detail)}


def _closure(rng: Rng, s: Spec) -> str:
    c, n = s.category, s.neckline
    if (
        c in ("shirt",)
        or (c == "t-shirt" and n == "collar")
        or (n in ("collar", "stand") and c in ("dress", "jumpsuit", "blouse"))
    ):
        return "buttons"
    if c == "cardigan":
        return pick(rng, {"buttons": 6, "open": 3, "zip": 0.6})
    if c == "blazer" or (c == "coat" and n == "lapel"):
        return pick(rng, {"buttons": 6, "double-breasted": 4, "open": 1.5})
    if c in ("jacket", "coat", "vest"):
        if s.material in ("wool", "knit") and n == "v":
            return "buttons"
        zips = 8 if s.material in ("padded", "leather", "fleece") or n in ("hood", "stand") else 1.5
        return pick(rng, {"zip": zips, "buttons": 1 if s.material in ("padded", "leather") else 5, "open": 0.7})
    if c == "hoodie":
        return "zip" if n == "hood" and chance(rng, 0.3) else "none"
    if c == "jeans" or (c == "shorts" and s.material == "denim"):
        return "buttons"
    if c in ("trousers", "shorts"):
        return pick(
            rng, {"buttons": 5, "lace-up": 2.5 if s.material in ("fleece", "linen", "woven") else 0.5, "none": 2}
        )
    if c in ("dress", "blouse") and n == "v" and chance(rng, 0.35):
        return "wrap"
    if c in ("camisole", "dress", "skirt", "tank-top", "jumpsuit") and chance(rng, 0.18):
        return "buttons"
    return "lace-up" if c == "blouse" and chance(rng, 0.12) else "none"


def _details(rng: Rng, s: Spec) -> set[str]:
    c, out = s.category, set()

    def maybe(name: str, p: float) -> None:
        if chance(rng, p):
            out.add(name)

    soft = c in ("blouse", "dress", "jumpsuit")
    if soft and s.sleeve not in ("sleeveless", "cap"):
        maybe("puff-sleeve", 0.45 if c == "blouse" else 0.3)
        if not out and s.sleeve in ("long", "three-quarter", "elbow"):
            maybe("bell-sleeve", 0.3)
    if soft or c in ("camisole", "skirt"):
        maybe("ruffle", 0.22)
    if c in ("dress", "skirt"):
        if s.fit == "flared":
            maybe("pleats" if chance(rng, 0.6) else "tiered", 0.45)
        maybe("slit", 0.12 if s.length in ("calf", "full") else 0.03)
        maybe("asymmetric", 0.08)
    if c in ("blouse", "dress", "skirt"):
        maybe("smocked", 0.16)
    if s.neckline in ("high", "stand", "collar") and c in ("blouse", "dress"):
        maybe("bow", 0.35)
    maybe(
        "belt", {"coat": 0.35, "dress": 0.22, "jumpsuit": 0.4, "trousers": 0.15, "skirt": 0.1, "blouse": 0.06}.get(c, 0)
    )
    pockets = {
        "jacket": 0.8,
        "coat": 0.8,
        "blazer": 0.9,
        "jeans": 1,
        "shorts": 0.6,
        "trousers": 0.5,
        "shirt": 0.45,
        "hoodie": 0.9,
    }
    maybe(
        "pockets",
        {**pockets, "vest": 0.6, "cardigan": 0.35, "jumpsuit": 0.3, "dress": 0.06, "skirt": 0.15, "t-shirt": 0.1}.get(
            c, 0
        ),
    )
    maybe("ripped", {"jeans": 0.3, "shorts": 0.2}.get(c, 0) if s.material == "denim" else 0)
    if c in ("t-shirt", "tank-top", "sweater", "cardigan", "jacket", "dress", "camisole", "hoodie"):
        maybe("contrast-trim", 0.12)
    if (
        c == "blouse"
        and s.neckline in ("round", "v", "scoop", "boat", "square", "collar")
        and not out & {"puff-sleeve", "bell-sleeve", "ruffle", "smocked", "bow"}
    ):
        out.add("puff-sleeve" if s.sleeve not in ("sleeveless", "cap") else "ruffle")
    return out


def _patterns(rng: Rng, s: Spec) -> list[str]:
    if s.material == "denim" and (s.category == "jeans" or chance(rng, 0.85)):
        return ["denim-wash"] if chance(rng, 0.86 if s.category == "jeans" else 0.8) else ["plain"]
    if s.material == "lace":
        return ["lace"]
    if s.material in ("leather", "padded"):
        return [pick(rng, {"plain": 9, "colour-block": 1, "animal": 0.4, "camouflage": 0.5, "floral": 0.2})]
    first = pick(rng, PATTERN[STYLE.get(s.category, "soft")])
    if first == "lace" and s.material not in ("chiffon", "woven"):
        first = "plain"
    both = first == "colour-block" and s.category in ("t-shirt", "hoodie", "sweater") and chance(rng, 0.45)
    return [first, "graphic"] if both else [first]


def _colours(rng: Rng, s: Spec) -> list[str]:
    weights = {n: MAIN.get(n, 1.8) for n in IDS["colour"]}
    if s.wide:
        weights["white"] *= 2.5
    if s.material in NATURAL and (s.pattern == ["plain"] or "denim-wash" in s.pattern):
        weights = NATURAL[s.material]
    if "animal" in s.pattern and chance(rng, 0.6):
        weights = {"beige": 4, "brown": 2, "mustard": 1, "white": 2, "grey": 1.5, "cream": 1}
    if "camouflage" in s.pattern and chance(rng, 0.7):
        weights = {"olive": 5, "dark-green": 1, "beige": 1, "grey": 1}
    names = [pick(rng, weights)]
    more = {
        "plain": 0,
        "denim-wash": 0,
        "lace": 0,
        "animal": 1,
        "dot": 1,
        "check": int(rng.integers(1, 4)),
        "camouflage": 3,
    }
    more |= {
        "floral": int(rng.integers(1, 5)),
        "paisley": int(rng.integers(2, 5)),
        "geometric": int(rng.integers(1, 6)),
        "abstract": int(rng.integers(1, 5)),
    }
    more |= {"colour-block": int(rng.integers(1, 3)), "graphic": int(rng.integers(1, 4))}
    need = more.get(s.pattern[0], int(pick(rng, {1: 6, 2: 2, 3: 1, 4: 0.6})))
    dark = names[0] in ("black", "navy", "burgundy", "dark-green", "brown", "purple")
    while len(names) <= need:
        likes = {n: 1.0 for n in IDS["colour"]}
        likes |= {"white": 5.0, "cream": 2.5} if dark or len(names) > 1 else {"white": 3.0, "black": 3.0, "navy": 2.0}
        if "animal" in s.pattern:
            likes = {"black": 5, "brown": 3, "navy": 0.4} if not dark else {"white": 2, "beige": 2, "grey": 2}
        if "camouflage" in s.pattern and names[0] == "olive":
            likes = {"brown": 2, "beige": 2, "dark-green": 2, "black": 2, "olive": 0.1}
        name = pick(rng, likes)
        if name not in names:
            names.append(name)
    return names


def draw(rng: Rng, category: str = "", wide: bool = False) -> Spec:
    """A garment at random, of a category of the schema if one is given; `wide`: of the wider range of shapes."""
    s = Spec(category or pick(rng, CATEGORY | WIDE if wide else CATEGORY), wide=wide)
    c = s.category
    s.material, s.length, s.fit = pick(rng, MATERIAL[c]), pick(rng, LENGTH[c]), pick(rng, FIT[c])
    if c in NECK:
        s.sleeve, s.neckline = pick(rng, SLEEVE[c]), pick(rng, NECK[c] | WIDE_NECK.get(c, {}) if wide else NECK[c])
    if s.neckline in ("straps", "halter"):
        s.sleeve = "sleeveless"
    if s.neckline == "off-shoulder" and s.sleeve in ("sleeveless", "cap"):
        s.sleeve = "short"
    if c == "vest" and s.material in ("wool", "knit"):
        s.neckline = "v" if chance(rng, 0.9) else "round"
    if s.material == "leather" and c == "jacket" and chance(rng, 0.5):
        s.neckline = "lapel"
    if s.material == "padded":
        s.neckline = pick(rng, {"stand": 5, "hood": 4, "collar": 0.6})
    s.pattern = _patterns(rng, s)
    s.closure = _closure(rng, s)
    s.detail = _details(rng, s)
    s.colours = _colours(rng, s)
    s.inks = [colour.draw(rng, n).astype(np.float32) for n in s.colours]
    s.season, s.occasion = _season(rng, s), _occasion(rng, s)
    return s


def _season(rng: Rng, s: Spec) -> list[str]:
    if (
        s.category == "coat"
        or s.material == "padded"
        or (s.material == "wool" and s.category not in ("skirt", "trousers"))
    ):
        return ["autumn", "winter"]
    if s.material in WARM:
        return ["autumn", "winter"] if s.sleeve != "short" else ["autumn", "spring"]
    if s.category in ("camisole", "tank-top", "shorts") or (
        s.sleeve in ("sleeveless", "short", "cap") and s.category not in ("vest", "jumpsuit")
    ):
        return (
            ["summer"]
            if s.material in COLD or s.sleeve == "sleeveless" or s.category == "shorts"
            else ["spring", "summer"]
        )
    if s.category in ("skirt", "jumpsuit") and s.length == "thigh":
        return ["summer"]
    return ["spring", "summer"] if s.material in COLD else ["spring", "autumn"]


def _occasion(rng: Rng, s: Spec) -> list[str]:
    c, m = s.category, s.material
    if c in ("blazer",) or (c == "vest" and m == "wool"):
        return ["work"]
    if c in ("hoodie",) or (m == "fleece"):
        return ["casual", "sport"] if c != "trousers" else ["sport", "lounge"]
    if c in ("shirt", "trousers") and "graphic" not in s.pattern and m in ("woven", "wool", "satin"):
        return ["work", "casual"] if c == "shirt" or s.fit != "loose" else ["casual"]
    if c in ("dress", "jumpsuit", "skirt") and (
        m in ("satin", "lace") or (m == "chiffon" and s.length in ("calf", "full"))
    ):
        return ["evening"]
    if (
        c in ("dress", "shorts", "blouse", "camisole", "skirt")
        and ("floral" in s.pattern or m == "linen")
        and "summer" in s.season
    ):
        return ["holiday", "casual"]
    if c == "coat" and s.neckline == "lapel":
        return ["work", "casual"]
    return ["casual"]
