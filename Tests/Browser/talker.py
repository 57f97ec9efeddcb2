"""A text model of our own: it speaks OpenAI's chat protocol and does what the last message tells it to.

`wait` writes a beginning and goes on when the test says `talker.go.set()`; `think` thinks first; `refuse` is answered
with an error in its own words; `say: …` says just that; anything else is repeated, and the pictures that came with it
counted. With `talker.reply` it says that to everybody, and the models in `talker.down` are not there.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODELS = ["talker-large", "talker-small"]
REFUSAL = "The talker has lost its voice."


class Talker:
    def __init__(self, models=MODELS):
        self.models = models
        self.go, self.heard, self.reply, self.down = threading.Event(), [], None, set()
        talker = self

        class Speaker(BaseHTTPRequestHandler):
            def do_GET(self):
                self.answer(200, {"object": "list", "data": [{"id": each, "object": "model"} for each in talker.models]})

            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                talker.heard.append(asked)
                content = asked["messages"][-1]["content"]
                words = content if isinstance(content, str) else " ".join(
                    each.get("text", "") for each in content if each["type"] == "text")
                if words == "refuse" or asked["model"] in talker.down:
                    return self.answer(401 if words == "refuse" else 500, {"error": {"message": REFUSAL}})
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                if words == "think":
                    self.piece({"reasoning_content": "First I think about it."})
                    self.piece({"content": "Then I say it."})
                elif words == "wait":
                    self.piece({"content": "The beginning"})
                    talker.go.wait(20)
                    self.piece({"content": " and the end."})
                else:
                    seen = 0 if isinstance(content, str) else sum(each["type"] == "image_url" for each in content)
                    said = words[5:] if words.startswith("say: ") else f"{asked['model']} heard: {words}"
                    said += f" It saw {seen} picture." if seen else ""
                    said = talker.reply or said
                    for at in range(0, len(said), 400):
                        self.piece({"content": said[at:at + 400]})
                self.piece({}, "stop")
                self.wfile.write(b"data: [DONE]\n\n")

            def piece(self, delta, finish=None):
                chunk = {"id": "c", "object": "chat.completion.chunk", "model": "talker",
                         "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
                self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
                self.wfile.flush()

            def answer(self, status, body):
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Speaker)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def connect(self, studio):
        """Makes it a provider of the studio, and the workspace's model."""
        url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"
        studio.call("POST", "/providers", {"id": "talker", "kind": "openai-compatible", "name": "Talker", "baseUrl": url})
        studio.call("POST", "/providers/talker/models/refresh")
        workspace = studio.workspaces()[0]
        studio.call("PATCH", f"/workspaces/{workspace['id']}", {"settings": {"textModel": f"talker/{self.models[0]}"}})

    def stop(self):
        self.go.set()
        self.server.shutdown()
