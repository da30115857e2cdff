"""Sentences and queries about a garment in English and Chinese, from its attributes."""

import re

from .noise import Rng, chance, pick
from .schema import index, words

LANGUAGES = ("en", "zh")
SHORT_PATTERN = {
    "en": {
        "plain": ["plain", "solid", ""], "stripe-horizontal": ["striped", "horizontally striped", "breton striped"],
        "stripe-vertical": ["striped", "vertically striped", "pinstriped"], "check": ["checked", "plaid", "check", "gingham"],
        "dot": ["polka dot", "dotted", "spotted"], "floral": ["floral", "flowery", "flower print"],
        "graphic": ["graphic", "printed", "graphic print", "logo"], "colour-block": ["colour block", "color block", "two-tone"],
        "animal": ["animal print", "leopard", "animal"], "paisley": ["paisley", "ornate"], "geometric": ["geometric", "geometric print"],
        "abstract": ["abstract", "abstract print"], "camouflage": ["camouflage", "camo"], "lace": ["lace", "lacy"], "denim-wash": ["washed denim", "denim", "washed"],
    },
    "zh": {
        "plain": ["纯色", "素色", ""], "stripe-horizontal": ["条纹", "横条纹"], "stripe-vertical": ["条纹", "竖条纹"],
        "check": ["格子", "格纹"], "dot": ["波点", "圆点"], "floral": ["碎花", "印花", "花卉"], "graphic": ["图案", "印花", "字母图案"],
        "colour-block": ["拼色", "撞色"], "animal": ["豹纹", "动物纹"], "paisley": ["佩斯利", "民族风"], "geometric": ["几何", "几何图案"],
        "abstract": ["抽象", "抽象图案"], "camouflage": ["迷彩"], "lace": ["蕾丝"], "denim-wash": ["水洗牛仔", "牛仔", "水洗"],
    },
}  # fmt: skip
DETAIL = {
    "en": {"ruffle": "ruffles", "pleats": "pleats", "tiered": "tiers", "smocked": "smocking", "belt": "a belt", "pockets": "pockets",
           "bow": "a bow", "ripped": "rips", "slit": "a slit", "asymmetric": "an asymmetric hem", "contrast-trim": "contrast trim",
           "puff-sleeve": "puff sleeves", "bell-sleeve": "bell sleeves"},
}  # fmt: skip
FILL = {"en": ("a {}", "{}", "{}", "a photo of a {}", "{} for women", "a {} for {o}", "{s} {}", "{} for {s}", "looking for a {}"),
        "zh": ("{}", "{}", "一件{}", "{s}{}", "适合{o}的{}", "{o}{}", "找一件{}", "{}的照片")}  # fmt: skip


class Teller:
    """Puts a garment into words of one language and remembers which attributes it has told."""

    def __init__(self, rng: Rng, truth: dict, language: str, rich: float):
        self.rng, self.truth, self.language, self.rich = rng, truth, language, rich
        self.told: list[int] = []

    def word(self, group: str, value: str) -> str:
        """The name of a value, at times a synonym, in lower case."""
        self.told.append(index(group, value))
        names = words(group, value, self.language)
        chosen = (
            names[0] if len(names) == 1 or chance(self.rng, 0.6) else names[1 + int(self.rng.integers(len(names) - 1))]
        )
        return chosen.lower()

    def tell(self, p: float) -> bool:
        """Whether something is told that a rich description tells with probability p."""
        return chance(self.rng, p * self.rich)

    def pattern(self) -> str:
        """The pattern as an adjective, or nothing."""
        pattern = self.truth["pattern"][0]
        if not chance(self.rng, 0.8 if pattern != "plain" else 0.3):
            return ""
        name = str(self.rng.choice(SHORT_PATTERN[self.language][pattern]))
        if name:
            self.told.append(index("pattern", pattern))
        return name

    def colours(self) -> str:
        """One to three colours of the garment, the main one first, or nothing."""
        if not chance(self.rng, 0.85):
            return ""
        n = min(len(self.truth["colour"]), int(pick(self.rng, {1: 6, 2: 3, 3: 1})))
        names = [self.word("colour", c) for c in self.truth["colour"][:n]]
        if self.language == "en":
            return " and ".join([", ".join(names[:-1]), names[-1]]) if n > 1 else names[0]
        if n > 1 and chance(self.rng, 0.6):
            short = chance(self.rng, 0.4)
            return "".join(name.rstrip("色") or name if short else name for name in names)
        return "和".join(names)

    def details(self) -> list[str]:
        """Some of the details."""
        english = DETAIL["en"] if self.language == "en" else {}
        out = []
        for detail in self.truth.get("detail", ()):
            if self.tell(0.4):
                name = self.word("detail", detail)
                out.append(english.get(detail, name))
        return out

    def english(self) -> str:
        """A noun phrase."""
        rng, t, head, tail = self.rng, self.truth, [self.colours()], []
        if self.tell(0.35) and t.get("fit", "regular") != "regular":
            head.insert(0 if chance(rng, 0.5) else len(head), self.word("fit", t["fit"]))
        head.append(self.pattern())
        bare = t.get("sleeve", "none") == "none" or (t["category"] in ("camisole", "tank-top", "vest") and chance(rng, 0.7))
        for group, hidden in (("sleeve", bare), ("neckline", t.get("neckline", "none") in ("none", "lapel"))):
            if not hidden and self.tell(0.5):
                name = self.word(group, t[group])
                head.append(name) if chance(rng, 0.6) or name == "sleeveless" else tail.append(name)
        if self.tell(0.35) and "length" in t:
            head.insert(len(head) if chance(rng, 0.5) else 0, self.word("length", t["length"]))
        if self.tell(0.4) and t["category"] != "jeans":
            head.append(self.word("material", t["material"]))
        noun = self.word("category", t["category"])
        tail += self.details()
        if self.tell(0.3) and t.get("closure", "none") not in ("none", "open"):
            tail.append(self.word("closure", t["closure"]))
        end = " with " + " and ".join(tail[:3]) if tail else ""
        return " ".join(filter(None, [*head, noun])) + end

    def chinese(self) -> str:
        """A noun phrase in Chinese."""
        rng, t, parts = self.rng, self.truth, [self.colours()]
        parts.append(self.pattern())
        for group, p in (("neckline", 0.45), ("sleeve", 0.5), ("fit", 0.3), ("length", 0.3), ("material", 0.4)):
            value = t.get(group, "none")
            if (
                value not in ("none", "regular")
                and self.tell(p)
                and not (group == "material" and t["category"] == "jeans")
            ):
                parts.append(self.word(group, value))
        parts += self.details()
        if self.tell(0.25) and t.get("closure", "none") not in ("none", "open"):
            parts.append(self.word("closure", t["closure"]))
        if len(parts) > 3 and chance(rng, 0.4):
            rest = parts[1:]
            rng.shuffle(rest)
            parts = [parts[0], *rest]
        joint = "的" if any(parts) and chance(rng, 0.15) else ""
        return "".join(parts) + joint + self.word("category", t["category"])


def caption(rng: Rng, truth: dict, language: str) -> tuple[str, list[int]]:
    """
    A caption or short query for the garment of this truth, and the outputs (schema.index) that it tells. Groups that
    the truth leaves out are not spoken of.
    """
    teller = Teller(rng, truth, language, float(rng.choice([0.0, 0.5, 1.0], p=[0.25, 0.4, 0.35])))
    phrase = teller.english() if language == "en" else teller.chinese()
    frames = [f for f in FILL[language] if not ("{s}" in f and "season" not in truth or "{o}" in f and "occasion" not in truth)]
    frame = str(rng.choice(frames))
    fill = {}
    for group, slot in (("season", "{s}"), ("occasion", "{o}")):
        if slot in frame:
            fill[slot[1]] = teller.word(group, str(rng.choice(truth[group])))
    text = frame.format(phrase, **fill).strip()
    return re.sub(r"\ba (?=[aeio])", "an ", text), teller.told
