#!/usr/bin/env python3
"""What averaging light as it is encoded costs against averaging it as it shines.

Usage: light.py SIDE FOLDER 'PICTURES/*'...

For patterns that it draws, and for the pictures given, the ideal thumbnail is computed both ways. Prints per kind: the
mean difference of brightness (levels of 255, shining less encoded), its root mean square, the share of pixels that
differ by more than 8 levels, and what Pixazo's own thumbnail in FOLDER would lose or win beside each at quality 80
(PSNR in dB). The patterns are written to FOLDER first: run `pixazo thumbnail` over them, then this again.
"""
import glob
import os
import sys

import numpy as np
from PIL import Image
from quality import GREY, ideal, opened, psnr


def to_light(levels):
    x = levels / 255
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)


def from_light(light):
    light = np.clip(light, 0, 1)
    return 255 * np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def shining(pixels, width, height):
    return from_light(ideal(to_light(pixels) * 255, width, height) / 255)


def patterns(side):
    dice = np.random.default_rng(20)
    y, x = np.mgrid[0:side, 0:side]
    stars = np.where(dice.random((side, side)) < 0.002, 255, 4)
    drawing = np.where((np.hypot(x - side / 2, y - side / 2) % 40 < 1) | ((x + y) % 64 == 0), 0, 255)
    ramp = x / side
    return {
        "chequers": (x + y) % 2 * 255,
        "chequers of 3": (x // 3 + y // 3) % 2 * 255,
        "thin lines": np.where(y % 4 == 0, 255, 0),
        "stars": stars,
        "drawing": drawing,
        "dithered ramp": np.where(ramp > dice.random((side, side)), 255, 0),
    }


def main():
    side, folder, sources = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    kinds = {}
    for name, levels in patterns(1024).items():
        path = f"{folder}/pattern {name}.png"
        if not os.path.exists(path):
            Image.fromarray(np.repeat(levels[..., None], 3, 2).astype(np.uint8)).save(path)
        kinds[name] = [path]
    for source in sources:
        kinds[source] = sorted(glob.glob(source))
    for kind, paths in kinds.items():
        rows = []
        for path in paths:
            pixels = opened(path)
            height, width = pixels.shape[:2]
            scale = max(1, max(width, height) / side)
            size = max(1, round(width / scale)), max(1, round(height / scale))
            encoded, shone = ideal(pixels, *size), shining(pixels, *size)
            difference = (shone - encoded) @ GREY
            row = [difference.mean(), np.sqrt((difference**2).mean()), (abs(difference) > 8).mean() * 100]
            made = f"{folder}/{os.path.basename(path).rsplit('.', 1)[0]}.jpg"
            if os.path.exists(made):
                row += [psnr(opened(made), encoded), psnr(opened(made), shone)]
            rows.append(row)
        values = np.array(rows).mean(0)
        text = f"{kind}\t{len(rows)}\tmean {values[0]:+.2f}, rms {values[1]:.2f}, {values[2]:.1f} % differ"
        print(text + (f"; ours {values[3]:.2f} dB encoded, {values[4]:.2f} dB shining" if len(values) > 3 else ""))


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] in ("-h", "--help"):
        print(__doc__.strip())
        sys.exit(0 if sys.argv[1:2] in (["-h"], ["--help"]) else 2)
    main()
