"""The peer of the chat bench: what a studio in Python would do with a streamed reply, and nothing more.

relay.py serve PROVIDER   relays chats of an OpenAI-compatible provider as server-sent events; says its port
relay.py parse FILE       says how many megabytes of events a second are read
"""

import json
import signal
import socket
import sys
import time


# Who starts us blocks signals, and we would never hear that we are to end.
signal.pthread_sigmask(signal.SIG_SETMASK, [])


def events(lines):
    """The data of each event."""
    data = []
    for line in lines:
        if not line:
            if data:
                yield "\n".join(data)
                data = []
        elif line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))


def serve(provider):
    import httpx
    import uvicorn
    from fastapi import FastAPI
    from fastapi.responses import StreamingResponse
    from pydantic import BaseModel

    class Said(BaseModel):
        text: str
        model: str

    app = FastAPI()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
    client = httpx.AsyncClient(timeout=None, limits=limits)

    @app.post("/chat")
    async def chat(said: Said):
        async def relay():
            body = {"model": said.model, "stream": True, "messages": [{"role": "user", "content": said.text}]}
            async with client.stream("POST", f"{provider}/v1/chat/completions", json=body) as answer:
                async for line in answer.aiter_lines():
                    if not line.startswith("data: ") or line == "data: [DONE]":
                        continue
                    for choice in json.loads(line[6:])["choices"]:
                        text = choice["delta"].get("content")
                        if text:
                            yield f"event: delta\ndata: {json.dumps({'text': text})}\n\n"

        return StreamingResponse(relay(), media_type="text/event-stream")

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    uvicorn.run(app, fd=listener.fileno(), log_level="error", access_log=False, backlog=4096)


def parse(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    best = 0.0
    for _ in range(3):
        began = time.perf_counter()
        for _ in events(text.split("\n")):
            pass
        best = max(best, len(text.encode()) / 1e6 / (time.perf_counter() - began))
    print(best)


if __name__ == "__main__":
    {"serve": serve, "parse": parse}[sys.argv[1]](sys.argv[2])
