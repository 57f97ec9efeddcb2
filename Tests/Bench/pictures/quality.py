#!/usr/bin/env python3
"""How near thumbnails come to the best there can be.

Usage: quality.py SIDE QUALITY 'SOURCES/*' FOLDER...

For every source the ideal thumbnail is computed in floating point (Lanczos of three lobes, the long side SIDE
pixels), and again after a JPEG of QUALITY: the ceiling. Prints, one line for the ceiling and for each folder
that holds <name>.jpg or <name>.png: files, PSNR in dB, SSIM of the brightness, mean bytes.
"""
import glob
import io
import os
import sys

import numpy as np
from PIL import Image

GREY = np.array([0.299, 0.587, 0.114])


def lanczos(size, wanted):
    """The matrix that makes `wanted` samples of `size`."""
    scale = size / wanted
    stretch = max(scale, 1)
    centres = (np.arange(wanted) + 0.5) * scale - 0.5
    x = (np.arange(size)[None] - centres[:, None]) / stretch
    weights = np.where(abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0)
    return weights / weights.sum(1, keepdims=True)


def ideal(pixels, width, height):
    down, across = lanczos(pixels.shape[0], height), lanczos(pixels.shape[1], width).T
    planes = [np.ascontiguousarray(pixels[..., channel]) for channel in range(3)]
    return np.clip(np.stack([down @ plane @ across for plane in planes], -1), 0, 255)


def opened(path):
    """RGB on black, as whoever writes a JPEG must decide."""
    with Image.open(path) as picture:
        if picture.mode in ("RGBA", "LA", "P"):
            picture = picture.convert("RGBA")
            ground = Image.new("RGB", picture.size)
            ground.paste(picture, mask=picture.getchannel("A"))
            return np.asarray(ground).astype(np.float64)
        return np.asarray(picture.convert("RGB")).astype(np.float64)


def psnr(a, b):
    return 10 * np.log10(255**2 / max(1e-9, ((a - b) ** 2).mean()))


def window_mean(a, side=7):
    sums = np.pad(a, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    return (sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]) / side**2


def ssim(a, b):
    mean_a, mean_b = window_mean(a), window_mean(b)
    share = 49 / 48
    var_a = share * (window_mean(a * a) - mean_a**2)
    var_b = share * (window_mean(b * b) - mean_b**2)
    both = share * (window_mean(a * b) - mean_a * mean_b)
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    above = (2 * mean_a * mean_b + c1) * (2 * both + c2)
    return (above / ((mean_a**2 + mean_b**2 + c1) * (var_a + var_b + c2))).mean()


def main():
    side, quality, sources, folders = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:]
    scores = {}

    def score(name, picture, best, size):
        if picture.shape != best.shape:
            print(f"{name}: {picture.shape} instead of {best.shape}", file=sys.stderr)
            return
        scores.setdefault(name, []).append((psnr(picture, best), ssim(picture @ GREY, best @ GREY), size))

    for source in sorted(glob.glob(sources)):
        pixels = opened(source)
        height, width = pixels.shape[:2]
        scale = max(1, max(width, height) / side)
        best = ideal(pixels, max(1, round(width / scale)), max(1, round(height / scale)))
        written = io.BytesIO()
        sampling = 0 if quality >= 90 else 2
        Image.fromarray((best + 0.5).astype(np.uint8)).save(written, "JPEG", quality=quality, subsampling=sampling)
        size = written.tell()
        score("ceiling", opened(written), best, size)
        for folder in folders:
            for kind in ("jpg", "png"):
                path = f"{folder}/{os.path.basename(source).rsplit('.', 1)[0]}.{kind}"
                if os.path.exists(path):
                    score(folder, opened(path), best, os.path.getsize(path))
    for name, values in scores.items():
        v = np.array(values)
        print(f"{name}\t{len(v)}\t{v[:, 0].mean():.3f}\t{v[:, 1].mean():.5f}\t{v[:, 2].mean():.0f}")


if __name__ == "__main__":
    if len(sys.argv) < 5:
        print(__doc__.strip())
        sys.exit(0 if sys.argv[1:2] in (["-h"], ["--help"]) else 2)
    main()
