"""The official openai client and a Pixazo server read the same streams: what they make of them must be the same.

compare.py PIXAZO STAND_IN_SERVER
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import openai

KEY = "sk-of-the-comparison"

# Kind, model, where its API begins, whether it may be asked for usage, and whether it tells thoughts.
DIALECTS = [
    ("openai", "gpt-4o", "/v1", True, False),
    ("xai", "grok-4.3", "/v1", True, True),
    ("deepseek", "deepseek-v4-pro", "", True, True),
    ("openrouter", "acme/pro", "/v1", True, True),
    ("mistral", "magistral-medium", "/v1", False, False),
    ("lmstudio", "tiny", "/v1", True, False),
    ("openai-compatible", "plain", "/v1", False, False),
]

# What goes wrong with the stream; the client must get over it, or both must say that it failed.
HARMLESS = [None, "bytewise", "keepAlives", "slow", "doubled"]
FATAL = ["error", "errorAtOnce", "broken"]


def call(url, method="GET", body=None, headers=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
    except urllib.error.HTTPError as error:
        raise SystemExit(f"{method} {url}: {error.code} {error.read().decode()}") from None
    return json.loads(text) if text else None


def start(arguments):
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    line = process.stdout.readline()
    if "Listening on " not in line:
        raise SystemExit(f"{arguments[0]} said: {line}")
    return process, line.split()[-1]


def reference(stand_in, dialect, text):
    """What the official client reads: words, thoughts, tokens, how it ended, and whether it failed."""
    kind, model, path, asks, _ = dialect
    client = openai.OpenAI(base_url=f"{stand_in}/{kind}{path}", api_key=KEY, max_retries=0, timeout=20)
    more = {"stream_options": {"include_usage": True}} if asks else {}
    if kind == "xai":
        more["reasoning_effort"] = "high"
    elif kind == "deepseek":
        more["extra_body"] = {"thinking": {"type": "enabled"}}
    elif kind == "openrouter":
        more["extra_body"] = {"reasoning": {"effort": "medium"}}
    said = {"text": "", "thought": "", "usage": None, "finish": None, "failed": False}
    try:
        stream = client.chat.completions.create(
            model=model, messages=[{"role": "user", "content": text}], stream=True, **more)
        for chunk in stream:
            if chunk.usage:
                said["usage"] = (chunk.usage.prompt_tokens, chunk.usage.completion_tokens)
            for choice in chunk.choices:
                said["text"] += choice.delta.content or ""
                extra = choice.delta.model_extra or {}
                said["thought"] += extra.get("reasoning_content") or extra.get("reasoning") or ""
                said["finish"] = choice.finish_reason or said["finish"]
    except Exception as error:  # noqa: BLE001 - whatever it throws is its way to say that it failed
        said["failed"] = type(error).__name__
    return said


def ours(studio, chat, dialect, text):
    """The same of our adapter, through the API."""
    body = {"text": text, "model": f"{dialect[0]}/{dialect[1]}", "parentId": None}
    message = call(f"{studio}/api/v1/chats/{chat}/messages", "POST", body)["message"]
    parts = message["parts"]
    usage = message["usage"]
    return {
        "text": message["text"],
        "thought": "".join(part["text"] for part in parts if part["type"] == "reasoning"),
        "usage": usage and (usage["inputTokens"], usage["outputTokens"]),
        # Another model may have stepped in.
        "failed": ((message["error"] if message["state"] == "failed" else message["fallbackFrom"]) or {}).get("code"),
    }


def differences(theirs, mine, dialect, fault):
    """What the two read differently; thoughts that came twice are told once by us where the dialect says so."""
    names = ["text", "usage"] + (["thought"] if dialect[4] and fault != "doubled" else [])
    if fault in FATAL:
        names = ["text"] if fault == "error" else []
    found = [f"{name}: {theirs[name]!r} and {mine[name]!r}" for name in names if theirs[name] != mine[name]]
    if bool(theirs["failed"]) != bool(mine["failed"]):
        found.append(f"failed: {theirs['failed']!r} and {mine['failed']!r}")
    if fault is None and theirs["finish"] != "stop":
        found.append(f"the client saw no end: {theirs['finish']!r}")
    return found


def main(pixazo, stand_in_server):
    folder = tempfile.TemporaryDirectory(prefix="pixazo-client-")
    processes, compared, faults = [], 0, []
    try:
        process, stand_in = start([stand_in_server, "0", KEY])
        processes.append(process)
        process, studio = start([
            pixazo, "serve", "--port", "0", "--data-dir", f"{folder.name}/data", "--keyring", f"{folder.name}/keyring"])
        processes.append(process)
        workspace = call(f"{studio}/api/v1/workspaces", "POST", {"name": "Comparison"})["id"]
        for dialect in DIALECTS:
            kind = dialect[0]
            call(f"{studio}/api/v1/providers", "POST", {
                "kind": kind, "id": kind, "baseUrl": f"{stand_in}/{kind}", "apiKey": KEY})
            mode = {"parameters": {"mode": "think"}} if dialect[4] else {}
            chat = call(f"{studio}/api/v1/workspaces/{workspace}/chats", "POST", mode)["id"]
            for fault in HARMLESS + FATAL:
                plans = [{"at": "reply", "fault": "stream", "what": fault}] if fault else []
                call(f"{stand_in}/direct", "POST", {"faults": plans})
                text = f"{kind} {fault}: ä 🌊 \"quoted\"\n\\ back"
                found = differences(
                    reference(stand_in, dialect, text), ours(studio, chat, dialect, text), dialect, fault)
                compared += 1
                faults += [f"{kind}, {fault or 'plain'}: {each}" for each in found]
                # A provider that fails too often in a row is left alone; a good answer ends the row.
                if fault in FATAL:
                    call(f"{stand_in}/direct", "POST", {"faults": []})
                    ours(studio, chat, dialect, "again")
    finally:
        for process in processes:
            process.terminate()
            process.wait(10)
        folder.cleanup()
    for fault in faults:
        print(fault)
    return compared, len(faults)


if __name__ == "__main__":
    began = time.monotonic()
    compared, failed = main(*(str(pathlib.Path(path).resolve()) for path in sys.argv[1:3]))
    took = f"in {time.monotonic() - began:.1f}s"
    if failed:
        sys.exit(f"{failed} failed, {compared} streams compared with openai {openai.__version__} {took}")
    print(f"{compared} passed: streams read as openai {openai.__version__} reads them {took}")
