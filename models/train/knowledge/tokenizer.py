"""
A byte-level byte-pair tokenizer in the Hugging Face `tokenizers` format: its training, and the same encoding in Python.

Text is NFKC-normalised, lower-cased, its white space made single blanks; every Han character stands alone, other words
take the blank before them along; bytes are merged within these pieces. tokenizer.json says the same to its readers.
"""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

PAD, BOS, EOS = 0, 1, 2
SPECIAL = ("[PAD]", "[BOS]", "[EOS]")
LENGTH = 32
HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
WORDS = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def byte_letters() -> list[str]:
    """The printable letter that stands for each byte, as in GPT-2."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters, more = {b: chr(b) for b in kept}, 256
    for b in range(256):
        if b not in letters:
            letters[b] = chr(more)
            more += 1
    return [letters[b] for b in range(256)]


LETTERS = byte_letters()


def normal(text: str) -> str:
    """Text as the tokenizer sees it."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).lower()).strip()


def pieces(text: str) -> list[str]:
    """Words and single Han characters of a normalised text, as letters of bytes."""
    parts = [p for p in re.split(f"({HAN})", text) if p]
    found = [w for part in parts for w in WORDS.findall(part)]
    return ["".join(LETTERS[b] for b in w.encode("utf-8")) for w in found]


class Tokenizer:
    """Merges in order of rank over the 256 byte letters."""

    def __init__(self, merges: list[tuple[str, str]]):
        self.merges = merges
        self.vocabulary = {t: i for i, t in enumerate([*SPECIAL, *LETTERS, *(a + b for a, b in merges)])}
        self.ranks = {pair: i for i, pair in enumerate(merges)}
        self.cache: dict[str, list[int]] = {}

    def word(self, piece: str) -> list[int]:
        """Token ids of one piece."""
        if piece not in self.cache:
            parts = list(piece)
            while len(parts) > 1:
                rank, i = min((self.ranks.get(pair, 1 << 30), i) for i, pair in enumerate(zip(parts, parts[1:])))
                if rank == 1 << 30:
                    break
                parts[i : i + 2] = [parts[i] + parts[i + 1]]
            self.cache[piece] = [self.vocabulary[p] for p in parts]
        return self.cache[piece]

    def encode(self, text: str) -> list[int]:
        """LENGTH ids: [BOS], the text cut to fit, [EOS], [PAD]s."""
        ids = [i for piece in pieces(normal(text)) for i in self.word(piece)][: LENGTH - 2]
        return [BOS, *ids, EOS] + [PAD] * (LENGTH - 2 - len(ids))

    def save(self, path: Path) -> None:
        """Writes tokenizer.json."""
        added = [
            {
                "id": i,
                "content": t,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for i, t in enumerate(SPECIAL)
        ]
        special = {t: {"id": t, "ids": [i], "tokens": [t]} for i, t in ((BOS, "[BOS]"), (EOS, "[EOS]"))}
        frame = [
            {"SpecialToken": {"id": "[BOS]", "type_id": 0}},
            {"Sequence": {"id": "A", "type_id": 0}},
            {"SpecialToken": {"id": "[EOS]", "type_id": 0}},
        ]
        pair = [*frame[:2], {"Sequence": {"id": "B", "type_id": 0}}, frame[2]]
        content = {
            "version": "1.0",
            "truncation": {"direction": "Right", "max_length": LENGTH, "strategy": "LongestFirst", "stride": 0},
            "padding": {"strategy": {"Fixed": LENGTH}, "direction": "Right", "pad_to_multiple_of": None, "pad_id": PAD, "pad_type_id": 0, "pad_token": "[PAD]"},
            "added_tokens": added,
            "normalizer": {"type": "Sequence", "normalizers": [
                {"type": "NFKC"}, {"type": "Lowercase"},
                {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "},
                {"type": "Strip", "strip_left": True, "strip_right": True},
            ]},
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                {"type": "Split", "pattern": {"Regex": HAN}, "behavior": "Isolated", "invert": False},
                {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
            ]},
            "post_processor": {"type": "TemplateProcessing", "single": frame, "pair": pair, "special_tokens": special},
            "decoder": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
            "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None,
                      "fuse_unk": False, "byte_fallback": False, "ignore_merges": False, "vocab": self.vocabulary, "merges": [list(m) for m in self.merges]},
        }  # fmt: skip
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def load(path: Path) -> Tokenizer:
    """Reads a tokenizer.json that `save` wrote."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return Tokenizer([tuple(m) for m in content["model"]["merges"]])


def train(texts: list[str], merges: int) -> Tokenizer:
    """Learns up to `merges` merges: the most frequent pair of neighbours, again and again; ties by the alphabet."""
    counts = Counter(piece for text in texts for piece in pieces(normal(text)))
    split = [(list(piece), n) for piece, n in sorted(counts.items())]
    pairs: Counter = Counter()
    where: dict[tuple[str, str], set[int]] = {}
    for w, (parts, n) in enumerate(split):
        for pair in zip(parts, parts[1:]):
            pairs[pair] += n
            where.setdefault(pair, set()).add(w)
    found: list[tuple[str, str]] = []
    while len(found) < merges and pairs:
        best = max(pairs.items(), key=lambda pn: (pn[1], pn[0]))
        if best[1] < 2:
            break
        pair = best[0]
        found.append(pair)
        for w in sorted(where.pop(pair, ())):
            parts, n = split[w]
            for old in zip(parts, parts[1:]):
                pairs[old] -= n
            i = 0
            while i < len(parts) - 1:
                if (parts[i], parts[i + 1]) == pair:
                    parts[i : i + 2] = [parts[i] + parts[i + 1]]
                i += 1
            for new in zip(parts, parts[1:]):
                pairs[new] += n
                where.setdefault(new, set()).add(w)
        pairs.pop(pair, None)
        pairs = +pairs
    return Tokenizer(found)
