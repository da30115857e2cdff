"""Draws a sketch: cloth with folds and shade on a canvas, with its exact alpha."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .noise import Rng, between, chance, field
from .sketch import Layer, Sketch

SIDE = 232
"""Side of the canvas in pixels."""
FOLDS = 256


@dataclass
class Cloth:
    """What the cloth does to light: folds 0..1, gloss 0..1, quilting in cm (0 none), see-through 0..1."""

    textures: list[np.ndarray]
    folds: float = 0.5
    gloss: float = 0.0
    quilt: float = 0.0
    sheer: float = 0.0
    zoom: float = 1.0


class Painter:
    """Paints layers one over another onto `rgb` [SIDE, SIDE, 3] with coverage `alpha` [SIDE, SIDE]."""

    def __init__(self, rng: Rng, sketch: Sketch, cloth: Cloth):
        self.rng, self.cloth = rng, cloth
        self.rgb = np.full((SIDE, SIDE, 3), 240, np.float32)
        self.alpha = np.zeros((SIDE, SIDE), np.float32)
        self.folds = field(rng, (FOLDS, FOLDS), (between(rng, 2, 5), between(rng, 8, 18)), 2)
        self.creases = field(rng, (FOLDS, FOLDS), (6, 5), 3)
        self.light = between(rng, -0.35, 0.35)
        self._place(sketch)

    def _place(self, sketch: Sketch) -> None:
        rng = self.rng
        points = np.vstack([layer.points for layer in sketch.layers])
        turn = np.radians(rng.normal(0, 2.0))
        c, s = np.cos(turn), np.sin(turn)
        aspect = between(rng, sketch.narrowest, 1.07)
        self.matrix = np.array([[c * aspect, -s], [s * aspect, c]])
        low, high = points.min(0), points.max(0)
        centre, span = (low + high) / 2, max((high - low).max(), 1)
        self.sway = [
            (between(rng, 0.6, 2.2) * 2 * np.pi / span, between(rng, 0, 7), rng.normal(0, 0.006) * span)
            for _ in range(4)
        ]
        moved = self._warp(points, centre)
        low, high = moved.min(0), moved.max(0)
        self.scale = (SIDE - 8) / (high - low).max()
        self.centre, self.shift = centre, (low + high) / 2

    def _warp(self, points: np.ndarray, centre: np.ndarray) -> np.ndarray:
        p = (points - centre) @ self.matrix.T
        out = p.copy()
        for k, (f, phase, size) in enumerate(self.sway):
            out[:, k % 2] += size * np.sin(f * p[:, 1 - k % 2 if k < 2 else k % 2] + phase)
        return out

    def to_canvas(self, points: np.ndarray) -> np.ndarray:
        """Centimetres of the sketch to canvas pixels."""
        return (self._warp(np.asarray(points, np.float64), self.centre) - self.shift) * self.scale + SIDE / 2

    def paint(self, layer: Layer) -> None:
        """Paints one layer."""
        p = self.to_canvas(layer.points)
        if layer.kind == "line":
            self._stroke(layer, p)
            return
        pad = 8
        x0, y0 = np.maximum(np.floor(p.min(0)).astype(int) - pad, 0)
        x1, y1 = np.minimum(np.ceil(p.max(0)).astype(int) + pad, SIDE)
        if x1 - x0 < 2 or y1 - y0 < 2:
            return
        stencil = Image.new("L", (int(x1 - x0), int(y1 - y0)))
        ImageDraw.Draw(stencil).polygon([(x - x0, y - y0) for x, y in p], fill=255)
        mask = np.asarray(stencil, np.float32) / 255
        area = (slice(y0, y1), slice(x0, x1))
        small = min(x1 - x0, y1 - y0) < 24
        soft = mask if small else np.asarray(stencil.filter(ImageFilter.GaussianBlur(2.5)), np.float32) / 255
        here, cover = self.rgb[area], self.alpha[area]
        if layer.lift and not small:
            here *= 1 - (layer.lift * soft * (1 - mask) * (cover > 0))[..., None]
        colour, shade = self._cloth(layer, (x0, y0, x1, y1)) if layer.kind == "cloth" else (layer.colour, 1.0)
        shade = shade * layer.tone * (0.86 + 0.28 * np.clip(soft - 0.5, 0, 0.5))
        lit = colour * np.broadcast_to(shade, mask.shape)[..., None]
        if layer.kind == "cloth" and self.cloth.gloss:
            lit = lit + self.cloth.gloss * 60 * np.clip(np.broadcast_to(shade, mask.shape) - 1.02, 0, 1)[..., None] * 6
        if layer.alpha < 1:
            mask = mask * (cover > 0)
        a = (mask * layer.alpha)[..., None]
        self.rgb[area] = here * (1 - a) + lit * a
        self.alpha[area] = np.maximum(cover, mask)

    def _cloth(self, layer: Layer, box) -> tuple[np.ndarray, np.ndarray]:
        """Colour [h, w, 3] and shade [h, w] of a piece within a box of the canvas."""
        x0, y0, x1, y1 = box
        tex = self.cloth.textures[layer.texture]
        yy, xx = np.mgrid[y0:y1, x0:x1].astype(np.float32)
        c, s = np.cos(layer.turn), np.sin(layer.turn)
        cx, cy = self.to_canvas(np.array([[0.0, 0.0]]))[0]
        u, v = (xx - cx) * c + (yy - cy) * s, -(xx - cx) * s + (yy - cy) * c
        spread = u
        if layer.fan:
            ya, wa, yb, wb = layer.fan
            half = np.interp(v, [ya * self.scale, yb * self.scale], [wa, wb]).astype(np.float32)
            spread = u * (wb / np.maximum(half, 0.5))
        fi = (v * 0.8).astype(int) % FOLDS, (spread * 1.2).astype(int) % FOLDS
        fold = self.folds[fi]
        crease = self.creases[(v.astype(int)) % FOLDS, (u.astype(int)) % FOLDS]
        strength = self.cloth.folds * layer.folds
        shift = strength * 1.6 * fold
        g = self.cloth.zoom
        side = tex.shape[0]
        tu = ((0.5 * (u + spread) + shift) * g + side / 2).astype(int) % side
        tv = ((v + shift * 0.7) * g).astype(int) % side
        colour = tex[tv, tu]
        if layer.print:
            colour = self._print(layer, colour, box)
        shade = 1.01 + strength * (0.085 * fold + 0.05 * crease) + self.light * (xx - SIDE / 2) / SIDE * 0.3
        if layer.pleats and layer.fan:
            w = max(layer.fan[3] * self.scale * 2 / layer.pleats, 3)
            ramp = (spread % w) / w
            shade = shade * (0.82 + 0.3 * ramp) * np.where(ramp < 0.12, 0.8, 1)
        if self.cloth.quilt:
            w = self.cloth.quilt * self.scale
            bulge = np.abs(np.sin(np.pi * (v + 0.15 * crease * w) / w))
            shade = shade * (0.68 + 0.4 * bulge**0.6)
        return colour, shade

    def _print(self, layer: Layer, colour: np.ndarray, box) -> np.ndarray:
        image, at, width = layer.print
        w = max(4, int(width * self.scale))
        stamp = image.resize((w, max(3, int(w * image.height / image.width))), Image.BILINEAR)
        cx, cy = self.to_canvas(np.array([at]))[0]
        sheet = Image.new("RGBA", (box[2] - box[0], box[3] - box[1]))
        sheet.paste(stamp, (int(cx - stamp.width / 2) - box[0], int(cy - stamp.height / 2) - box[1]))
        ink = np.asarray(sheet, np.float32)
        a = ink[..., 3:] / 255
        return colour * (1 - a) + ink[..., :3] * a

    def _stroke(self, layer: Layer, p: np.ndarray) -> None:
        x0, y0 = np.maximum(np.floor(p.min(0)).astype(int) - 3, 0)
        x1, y1 = np.minimum(np.ceil(p.max(0)).astype(int) + 4, SIDE)
        if x1 <= x0 or y1 <= y0:
            return
        stencil = Image.new("L", (int(x1 - x0), int(y1 - y0)))
        width = max(1, round(layer.width * self.scale))
        ImageDraw.Draw(stencil).line([(x - x0, y - y0) for x, y in p], fill=255, width=width, joint="curve")
        area = (slice(y0, y1), slice(x0, x1))
        a = (np.asarray(stencil, np.float32) / 255 * layer.alpha * (self.alpha[area] > 0))[..., None]
        self.rgb[area] = self.rgb[area] * (1 - a) + layer.colour * a


def render(rng: Rng, sketch: Sketch, cloth: Cloth) -> tuple[np.ndarray, np.ndarray]:
    """
    Colours [SIDE, SIDE, 3] 0..255 and coverage [SIDE, SIDE] 0..1 of a garment that fills the canvas.

    Colours outside the garment are not defined.
    """
    painter = Painter(rng, sketch, cloth)
    for layer in sketch.layers:
        painter.paint(layer)
    if cloth.sheer and chance(rng, 0.8):
        painter.rgb += (235 - painter.rgb) * cloth.sheer * 0.25
    whole = Image.fromarray((painter.alpha * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(between(rng, 4, 9)))
    rim = np.clip(np.asarray(whole, np.float32) / 255 * 2 - 1, 0, 1)
    painter.rgb *= (1 - between(rng, 0.03, 0.2) * (1 - rim))[..., None]
    return painter.rgb.clip(0, 255), painter.alpha
