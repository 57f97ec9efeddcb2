#!/usr/bin/env python3
"""Pillow as a peer: pillow.py SIDE QUALITY FOLDER FILE... writes thumbnails as its documentation would."""
import os
import sys

from PIL import Image

side, quality, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
for path in sys.argv[4:]:
    with Image.open(path) as picture:
        picture.thumbnail((side, side), Image.Resampling.LANCZOS)
        stem = f"{folder}/{os.path.basename(path).rsplit('.', 1)[0]}"
        if picture.mode == "RGBA":
            picture.save(stem + ".png")
        else:
            picture.convert("RGB").save(stem + ".jpg", quality=quality)
