/** A worker whose WebSocket server talks every 10 ms; it says its port. */

const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (request, self) => (self.upgrade(request) ? undefined : new Response("", { status: 400 })),
  websocket: {
    open: (peer) => void setInterval(() => peer.send("tick"), 10),
    message() {},
  },
});

postMessage(server.port);
