#!/usr/bin/env python3
"""Makes the pictures that the bench reads: procedural, the same every time, as hard to pack as real ones.

Usage: corpus.py FOLDER [SHARE]

Writes FOLDER/{png1024,rgba1024,png2048,jpeg1024,jpeg12m}; SHARE (default 1) scales how many. What is there
already stays. Each picture is noise of many sizes, a gradient, shaded shapes with soft edges, a fine texture
and the grain of an image model's decoder.
"""
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

COUNTS = {"png1024": 50, "rgba1024": 10, "png2048": 10, "jpeg1024": 50, "jpeg12m": 10}


def noise(dice, width, height, roughness):
    """Noise of every size: each octave half as large and `roughness` as strong as the one before."""
    total = np.zeros((height, width), np.float32)
    cell, strength = max(width, height), 1.0
    while cell > 2:
        small = (max(2, -(-width // cell) + 1), max(2, -(-height // cell) + 1))
        grid = Image.fromarray(dice.standard_normal((small[1], small[0])).astype(np.float32))
        total += strength * np.asarray(grid.resize((width, height), Image.Resampling.BICUBIC))
        cell //= 2
        strength *= roughness
    return total / total.std()


def picture(seed, width, height):
    dice = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / width, y / height
    angle = dice.uniform(0, 2 * np.pi)
    light = 120 + 36 * noise(dice, width, height, dice.uniform(0.7, 0.9))
    light += 70 * (np.cos(angle) * x + np.sin(angle) * y - 0.5)
    warm, cold = (20 * noise(dice, width, height, 0.6) for _ in range(2))
    for _ in range(dice.integers(4, 12)):
        across, down = dice.uniform(0.04, 0.25, 2)
        distance = ((x - dice.random()) / across) ** 2 + ((y - dice.random()) / down) ** 2
        cover = np.clip((1 - distance) * dice.uniform(8, 60), 0, 1) * dice.uniform(0.4, 1)
        shade = dice.uniform(30, 220) + 60 * (np.sqrt(np.clip(1 - distance, 0, 1)) - 0.5)
        light += cover * (shade - light)
        warm += cover * (dice.uniform(-50, 50) - warm)
        cold += cover * (dice.uniform(-50, 50) - cold)
    texture = np.sin(dice.uniform(40, 160) * 6 * (x * np.cos(angle) - y * np.sin(angle)))
    light += 6 * texture * (warm > 8)
    light += dice.standard_normal((height, width)).astype(np.float32) * dice.uniform(0.6, 2)
    colours = np.stack([light + 1.4 * warm, light - 0.34 * cold - 0.71 * warm, light + 1.77 * cold], -1)
    return Image.fromarray(np.clip(colours + 0.5, 0, 255).astype(np.uint8))


def cut_out(image):
    width, height = image.size
    y, x = np.mgrid[0:height, 0:width]
    alpha = np.clip((0.45 - np.hypot(x / width - 0.5, y / height - 0.5)) * 40, 0, 1) * 255
    image.putalpha(Image.fromarray(alpha.astype(np.uint8)))
    return image


def write(job):
    folder, kind, number = job
    ending = "jpg" if kind.startswith("jpeg") else "png"
    path = folder / kind / f"{number:03}.{ending}"
    if path.exists():
        return
    seed = list(COUNTS).index(kind) * 1000 + number
    size = {"png2048": (2048, 2048), "jpeg12m": (4000, 3000)}.get(kind, (1024, 1024))
    image = picture(seed, *size)
    part = path.with_suffix(".part")
    if ending == "jpg":
        image.save(part, "JPEG", quality=92)
    else:
        # The levels of the two most common generators.
        level = 6 if kind == "png1024" and number % 2 == 0 else 4
        (cut_out(image) if kind == "rgba1024" else image).save(part, "PNG", compress_level=level)
    part.rename(path)


def main():
    folder, share = Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 1
    for kind in COUNTS:
        (folder / kind).mkdir(parents=True, exist_ok=True)
    jobs = [(folder, kind, n) for kind, count in COUNTS.items() for n in range(max(2, int(count * share)))]
    with ProcessPoolExecutor() as pool:
        list(pool.map(write, jobs))


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
        print(__doc__.strip())
        sys.exit(0 if sys.argv[1:] else 2)
    main()
