#!/usr/bin/env python3
"""Makes the pictures of this folder and what Pillow sees in them.

Usage: make.py            writes every picture and its golden pixels
       make.py --check    decodes every picture again and compares with the golden pixels

A picture `name.kind` has its pixels in `name.kind.rgba`: upright, in sRGB, four bytes each, packed by zlib. PNGs are
written by hand here, because Pillow does not write every kind; all pixels are Pillow's but where it is known to be
wrong: it cuts 16 bits off where they should be rounded, and misses the transparent grey of 1, 2 and 4 bits. There they
are those that were written. Needs Pillow 10.2 or newer, and numpy.
"""
import io
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

HERE = Path(__file__).resolve().parent
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def scene(width, height, channels):
    """Soft shapes, hard edges and a little noise, the same every time."""
    y, x = np.mgrid[0:height, 0:width]
    noise = np.random.default_rng(7).integers(0, 24, (height, width, channels))
    waves = [128 + 100 * np.sin((x * (c + 2) + y * (3 - c)) / 9 + c) for c in range(channels)]
    values = np.stack(waves, -1) + noise - 12
    values[(x - width / 2) ** 2 + (y - height / 3) ** 2 < (height / 4) ** 2] = [30, 200, 90, 128][:channels]
    if channels in (2, 4):
        values[..., -1] = np.where(x < width / 3, 255, np.where(x > width * 2 / 3, 0, values[..., -1]))
    return np.clip(values, 0, 255).astype(np.uint8)


def filtered(rows, step):
    """Rows with every one of PNG's filters in turn."""
    result = bytearray()
    above = np.zeros(rows.shape[1], np.int32)
    for number, row in enumerate(rows.astype(np.int32)):
        left = np.concatenate([np.zeros(step, np.int32), row])[: len(row)]
        corner = np.concatenate([np.zeros(step, np.int32), above])[: len(row)]
        guess = left + above - corner
        to_left, to_above, to_corner = abs(guess - left), abs(guess - above), abs(guess - corner)
        paeth = np.where((to_left <= to_above) & (to_left <= to_corner), left,
                         np.where(to_above <= to_corner, above, corner))
        guesses = [np.zeros_like(row), left, above, (left + above) // 2, paeth]
        result.append(number % 5)
        result += ((row - guesses[number % 5]) & 255).astype(np.uint8).tobytes()
        above = row
    return bytes(result)


def packed(values, depth):
    """Rows of samples as PNG lays them out."""
    height = values.shape[0]
    flat = values.reshape(height, -1)
    if depth == 16:
        return np.ascontiguousarray(flat.astype(">u2")).view(np.uint8)
    if depth == 8:
        return flat.astype(np.uint8)
    bits = ((flat[..., None] >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8)
    return np.packbits(bits.reshape(height, -1), axis=1)


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(values, depth, colour, interlaced=False, extra=b"", parts=1):
    height, width = values.shape[:2]
    channels = values.shape[2] if values.ndim == 3 else 1
    step = max(1, channels * depth // 8)
    stream = b""
    for x, y, across, down in PASSES if interlaced else [(0, 0, 1, 1)]:
        part = values[y::down, x::across]
        if part.size:
            stream += filtered(packed(part, depth), step)
    data = zlib.compress(stream, 6)
    size = -(-len(data) // parts)
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    pixels = b"".join(chunk(b"IDAT", data[i : i + size]) for i in range(0, len(data), size))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + pixels + chunk(b"IEND", b"")


def profile(primaries, gamma):
    """The smallest ICC profile of three primaries and one curve."""
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", 5) + b"Test\0" + bytes(78),
        b"cprt": b"text" + bytes(4) + b"none\0",
        b"wtpt": b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061),
    }
    for name, xyz in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries):
        tags[name] = b"XYZ " + bytes(4) + struct.pack(">3i", *(round(v * 65536) for v in xyz))
    for name in (b"rTRC", b"gTRC", b"bTRC"):
        tags[name] = b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256))
    return icc_file(b"mntr", b"RGB ", b"XYZ ", tags)


def icc_file(kind, space, connection, tags):
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        data += bytes(-len(data) % 4)
        table += struct.pack(">4sII", name, start + len(body), len(data))
        body += data
    size = start + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"lcms", 0x02400000, kind, space, connection)
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return head + bytes(128 - len(head)) + table + body


# Display P3's primaries, adapted to the profile connection space.
WIDE = profile([(0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841)], 2.2)


def ink_profile():
    """A small ICC profile of four inks: what each mixture of them looks like, as a table of Lab."""
    nodes = 5
    steps = np.linspace(0, 1, nodes)
    c, m, y, k = np.meshgrid(steps, steps, steps, steps, indexing="ij")
    # The light that passes each ink, in the profile connection space; inks are a little dirty, as they are.
    through = {"c": (0.16, 0.23, 0.75), "m": (0.33, 0.17, 0.16), "y": (0.70, 0.78, 0.08), "k": (0.02, 0.02, 0.02)}
    light = np.ones(c.shape + (3,))
    for ink, amount in (("c", c), ("m", m), ("y", y), ("k", k)):
        light *= 1 - amount[..., None] * (1 - np.array(through[ink]))
    root = np.where(light > 0.008856, np.cbrt(light), 7.787 * light + 16 / 116)
    lab = np.stack([116 * root[..., 1] - 16, 500 * (root[..., 0] - root[..., 1]), 200 * (root[..., 1] - root[..., 2])], -1)
    coded = np.stack([lab[..., 0] * 2.55, lab[..., 1] + 128, lab[..., 2] + 128], -1)
    straight = bytes(range(256))
    table = b"mft1" + bytes(4) + bytes([4, 3, nodes, 0])
    table += struct.pack(">9i", *(65536 * (i % 4 == 0) for i in range(9))) + straight * 4
    table += np.clip(coded + 0.5, 0, 255).astype(np.uint8).tobytes() + straight * 3
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", 5) + b"Inks\0" + bytes(78),
        b"cprt": b"text" + bytes(4) + b"none\0",
        b"wtpt": b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061),
        b"A2B0": table,
    }
    return icc_file(b"prtr", b"CMYK", b"Lab ", tags)


def as_ycck(picture):
    """A JPEG whose colours lie as brightness and differences beside black: the samples are turned by hand, written as
    four inks, and the marker then says what they are. Photoshop writes such."""
    ink = np.asarray(picture.convert("CMYK")).astype(np.float64)
    cyan, magenta, yellow, black = (ink[..., i] for i in range(4))
    light = 0.299 * cyan + 0.587 * magenta + 0.114 * yellow
    blue, red = 128 + (yellow - light) / 1.772, 128 + (cyan - light) / 1.402
    # Pillow turns every sample over when it writes.
    samples = np.stack([255 - light, 255 - blue, 255 - red, black], -1)
    written = io.BytesIO()
    Image.fromarray(np.clip(samples + 0.5, 0, 255).astype(np.uint8), "CMYK").save(written, "JPEG", quality=90)
    data = bytearray(written.getvalue())
    marker = data.index(b"Adobe") + 11
    assert data[marker] == 0
    data[marker] = 2
    return bytes(data)


def rgba(data):
    """What Pillow sees: upright, in sRGB."""
    with Image.open(io.BytesIO(data)) as picture:
        icc = picture.info.get("icc_profile")
        picture = ImageOps.exif_transpose(picture)
        if picture.mode == "I":
            picture = Image.fromarray((np.asarray(picture) / 257).round().astype(np.uint8))
        if icc and picture.mode in ("RGB", "CMYK"):
            source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
            picture = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        return np.asarray(picture.convert("RGBA"))


def from_samples(values, depth, see_through=None):
    """RGBA of the samples that were written."""
    eight = (values.astype(np.float64) * 255 / ((1 << depth) - 1)).round().astype(np.uint8)
    if eight.ndim == 2:
        eight = eight[..., None]
    channels = eight.shape[2]
    colour = eight[..., :3] if channels >= 3 else np.repeat(eight[..., :1], 3, -1)
    alpha = eight[..., -1:] if channels in (2, 4) else np.full(eight.shape[:2] + (1,), 255, np.uint8)
    if see_through is not None:
        hidden = (values.reshape(values.shape[:2] + (-1,)) == see_through).all(-1)
        alpha = np.where(hidden[..., None], 0, alpha).astype(np.uint8)
    return np.concatenate([colour, alpha], -1)


def pictures():
    """(name, bytes, pixels or None for Pillow's)"""
    width, height = 45, 31
    for depth in (1, 2, 4, 8, 16):
        grey = scene(width, height, 1)[..., 0]
        values = np.minimum(grey.astype(int) * 257 + 5, 65535) if depth == 16 else grey >> (8 - depth)
        key = int(values[3, 3])
        hidden = chunk(b"tRNS", struct.pack(">H", key))
        exact = from_samples(values, depth) if depth == 16 else None
        exact_hidden = from_samples(values, depth, key) if depth != 8 else None
        for interlaced in (False, True):
            suffix = "-interlaced" if interlaced else ""
            yield f"grey{depth}{suffix}.png", png(values, depth, 0, interlaced), exact
        yield f"grey{depth}-key.png", png(values, depth, 0, extra=hidden), exact_hidden
    for depth in (1, 2, 4, 8):
        count = min(1 << depth, 200)
        values = (scene(width, height, 1)[..., 0].astype(int) * count) >> 8
        colours = chunk(b"PLTE", scene(count, 1, 3).tobytes())
        alphas = chunk(b"tRNS", bytes((37 * i + 9) % 256 for i in range(max(1, count // 2))))
        for interlaced in (False, True):
            suffix = "-interlaced" if interlaced else ""
            yield f"palette{depth}{suffix}.png", png(values, depth, 3, interlaced, colours), None
        yield f"palette{depth}-alpha.png", png(values, depth, 3, extra=colours + alphas), None
    for name, colour, channels in (("rgb", 2, 3), ("grey-alpha", 4, 2), ("rgba", 6, 4)):
        for depth in (8, 16):
            values = scene(width, height, channels)
            if depth == 16:
                values = values.astype(np.uint16) * 257
            exact = from_samples(values, depth) if depth == 16 else None
            for interlaced in (False, True):
                suffix = "-interlaced" if interlaced else ""
                yield f"{name}{depth}{suffix}.png", png(values, depth, colour, interlaced), exact
    values = scene(width, height, 3)
    key = chunk(b"tRNS", struct.pack(">3H", *(int(v) for v in values[3, 3])))
    yield "rgb8-key.png", png(values, 8, 2, extra=key), None
    yield "rgb8-parts.png", png(values, 8, 2, parts=37), None
    icc = chunk(b"iCCP", b"wide\0\0" + zlib.compress(WIDE))
    yield "rgb8-profile.png", png(values, 8, 2, extra=icc), None
    yield "rgb8-wide.png", png(scene(211, 23, 3), 8, 2), None
    yield "rgba8-wide.png", png(scene(211, 23, 4), 8, 6), None

    width, height = 61, 47
    colour = Image.fromarray(scene(width, height, 3))

    def jpeg(picture, **options):
        written = io.BytesIO()
        picture.save(written, "JPEG", quality=90, **options)
        return written.getvalue()

    for sampling, name in ((0, "444"), (1, "422"), (2, "420")):
        yield f"baseline-{name}.jpg", jpeg(colour, subsampling=sampling), None
        yield f"progressive-{name}.jpg", jpeg(colour, subsampling=sampling, progressive=True), None
    yield "rgb.jpg", jpeg(colour, keep_rgb=True), None
    yield "restarts.jpg", jpeg(colour, restart_marker_blocks=3), None
    yield "grey.jpg", jpeg(colour.convert("L")), None
    yield "grey-progressive.jpg", jpeg(colour.convert("L"), progressive=True), None
    yield "ink.jpg", jpeg(colour.convert("CMYK")), None
    yield "ink-profile.jpg", jpeg(colour.convert("CMYK"), icc_profile=ink_profile()), None
    yield "ycck.jpg", as_ycck(colour), None
    yield "profile.jpg", jpeg(colour, icc_profile=WIDE), None
    for value in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = value
        yield f"orientation-{value}.jpg", jpeg(colour, exif=exif), None

    for name, picture, options in (
        ("lossy", colour, {"quality": 80}),
        ("lossless", colour, {"lossless": True}),
        ("lossy-alpha", Image.fromarray(scene(width, height, 4)), {"quality": 80}),
        ("lossless-alpha", Image.fromarray(scene(width, height, 4)), {"lossless": True, "exact": True}),
    ):
        written = io.BytesIO()
        picture.save(written, "WEBP", **options)
        yield f"{name}.webp", written.getvalue(), None


def main():
    if sys.argv[1:] == ["--check"]:
        worst = 0
        for path in sorted(HERE.glob("*.*.rgba")):
            data = path.with_suffix("").read_bytes()
            golden = np.frombuffer(zlib.decompress(path.read_bytes()), np.uint8).astype(int)
            seen = rgba(data).reshape(-1).astype(int)
            if "16" not in path.name and "-key" not in path.name:
                difference = abs(golden - seen).max()
                worst = max(worst, difference)
                if difference:
                    print(f"{path.name}: {difference}")
        print(f"largest difference: {worst}")
        sys.exit(worst > 2)
    if sys.argv[1:]:
        print(__doc__.strip())
        sys.exit(0 if sys.argv[1] in ("-h", "--help") else 2)
    for name, data, pixels in pictures():
        (HERE / name).write_bytes(data)
        seen = rgba(data) if pixels is None else pixels
        (HERE / f"{name}.rgba").write_bytes(zlib.compress(np.ascontiguousarray(seen).tobytes(), 9))


if __name__ == "__main__":
    main()
