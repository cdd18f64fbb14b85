/** What happens to sockets and listeners, each told once for both worlds. */
import type { WebConnection, WebRequest } from "../../../../../src/runtime/io/io.ts";
import type { World } from "./world.ts";

/** Runs to its end in a world; what the parties heard is compared. */
export type Case = (world: World) => Promise<void>;

const MEBI = 2 ** 20;

export const SOCKET_CASES: Readonly<Record<string, Case>> = {
  async "carries frames both ways, in order"(world) {
    const listener = world.listen({ message: (one, frame) => void one.send(`echo ${frame}`) });
    world.connect(listener, {
      open: (socket) => ["1", "2", "zw\u00f6lf", ""].forEach((frame) => void socket.send(frame)),
    });
    await world.heard("client", "message echo zw\u00f6lf");
  },

  async "is closed by the client, with its code"(world) {
    const listener = world.listen();
    const socket = world.connect(listener, { open: (opened) => opened.close(4_002, "enough") });
    await world.heard("client", "close");
    world.client.heard.push(`send ${socket.send("late")}`);
    socket.close();
  },

  async "is closed by the server, with its code"(world) {
    world.connect(
      world.listen({
        open(one) {
          one.send("last");
          one.close(4_001, "as asked");
          world.server.heard.push(`send ${one.send("late")}`);
        },
      }),
    );
    await world.heard("client", "close");
  },

  async "is closed twice by the server, and told once"(world) {
    world.connect(
      world.listen({
        message(one) {
          one.close(4_001);
          one.close(4_002);
          return one.terminate();
        },
      }),
      { open: (socket) => void socket.send("close") },
    );
    await world.heard("client", "close");
    await world.heard("server", "close");
  },

  async "is terminated by the server"(world) {
    world.connect(
      world.listen({
        open(one) {
          one.terminate();
          world.server.heard.push(`send ${one.send("late")}`);
        },
      }),
    );
    await world.heard("client", "close");
    await world.heard("server", "close");
  },

  async "sends nothing once it has ended"(world) {
    const socket = world.connect(world.listen({ open: (one) => one.terminate() }));
    world.client.heard.push(`send ${socket.send("early")}`);
    await world.heard("client", "close");
    world.client.heard.push(`send ${socket.send("late")}`);
  },

  async "what the server sent before it terminates still comes"(world) {
    world.connect(
      world.listen({
        open(one) {
          one.send("1");
          one.send("2");
          one.terminate();
        },
      }),
    );
    await world.heard("client", "close");
  },

  async "what an incarnation sent before it ended still comes"(world) {
    world.connect(world.listen(), {
      open(socket) {
        socket.send("1");
        socket.send("2");
        world.client.io.close();
      },
    });
    await world.heard("server", "close");
  },

  async "is refused where nobody listens"(world) {
    const listener = world.listen();
    listener.stop();
    world.connect(listener);
    await world.heard("client", "close");
  },

  async "is refused by the server's answer"(world) {
    world.connect(world.listen({ request: (request) => request.respond({ status: 403 }) }));
    await world.heard("client", "close");
  },

  async "the first of upgrade and answer settles a request: the upgrade"(world) {
    const listener = world.listen({
      request(request) {
        request.upgrade("data");
        request.respond({ status: 403 });
        request.upgrade("other");
      },
      open: (one) => void one.send(`${one.data}`),
    });
    world.connect(listener);
    await world.heard("client", "message");
  },

  async "the first of upgrade and answer settles a request: the answer"(world) {
    const listener = world.listen({
      request(request) {
        request.respond({ status: 403 });
        request.upgrade("data");
      },
    });
    world.connect(listener);
    await world.heard("client", "close");
  },

  async "an upgrade that is taken later opens later"(world) {
    const waiting: WebRequest[] = [];
    const listener = world.listen({ request: (request) => void waiting.push(request) });
    world.connect(listener);
    await world.heard("server", "request");
    world.client.heard.push("taken now");
    waiting[0]?.upgrade(null);
    await world.heard("client", "open");
  },

  async "is given up when it does not open in time"(world) {
    const listener = world.listen({ request: () => undefined });
    world.connect(listener, {}, { connectTimeoutMs: 40 });
    await world.heard("client", "close");
  },

  async "is given up after a silence, and the server sees it go"(world) {
    world.connect(world.listen(), {}, { idleTimeoutMs: 40 });
    await world.heard("client", "close");
    await world.heard("server", "close");
  },

  async "pings keep it, and their pongs are told"(world) {
    let connection: WebConnection | null = null;
    let pongs = 0;
    const listener = world.listen({
      open(one) {
        connection = one;
        one.ping();
      },
      pong(one) {
        pongs += 1;
        if (pongs < 3) one.ping();
      },
    });
    world.connect(listener, {}, { idleTimeoutMs: 5_000 });
    await world.until("three pongs", () => pongs === 3);
    (connection as WebConnection | null)?.close(1000);
    await world.heard("client", "close");
  },

  async "a pong brings its ping's payload back"(world) {
    const listener = world.listen({
      open(one) {
        one.ping("1700000000000");
        one.ping("");
        one.ping("zw\u00f6lf");
      },
    });
    world.connect(listener);
    await world.heard("server", "pong zw\u00f6lf");
  },

  async "a frame of the server that is too large for the client ends it"(world) {
    world.connect(
      world.listen({
        open(one) {
          one.send("12345678");
          one.send("123456789");
        },
      }),
      {},
      { frameBytesMax: 8 },
    );
    await world.heard("client", "close");
    await world.heard("server", "close");
  },

  async "a frame is weighed in bytes, not in characters"(world) {
    world.connect(
      world.listen({ open: (one) => void one.send("\u00f6\u00f6\u00f6\u00f6\u00f6") }),
      {},
      { frameBytesMax: 9 },
    );
    await world.heard("client", "close");
  },

  async "a frame of the client that is too large for the server ends it"(world) {
    world.connect(world.listen(), {
      open(socket) {
        socket.send("x".repeat(MEBI));
        socket.send("x".repeat(MEBI + 1));
      },
    });
    await world.heard("client", "close");
    await world.heard("server", "close");
  },

  async "is closed by its owner before it opens"(world) {
    const socket = world.connect(world.listen());
    socket.close();
    world.client.heard.push(`send ${socket.send("late")}`);
    await world.heard("client", "close");
  },

  async "takes no frame after its owner closed it"(world) {
    world.connect(
      world.listen({
        open(one) {
          for (const frame of ["1", "2", "3"]) one.send(frame);
        },
      }),
      { message: (_frame, socket) => socket.close(4_000) },
    );
    await world.heard("client", "close");
    await world.heard("server", "close");
  },

  async "frames before the client's close come before it"(world) {
    world.connect(world.listen(), {
      open(socket) {
        socket.send("1");
        socket.send("2");
        socket.close(4_000);
      },
    });
    await world.heard("client", "close");
    await world.heard("server", "close");
  },

  async "the server takes no frame after its own close"(world) {
    world.connect(world.listen({ message: (one) => one.close(4_001) }), {
      open: (socket) => ["1", "2", "3"].forEach((frame) => void socket.send(frame)),
    });
    await world.heard("client", "close");
    await world.heard("server", "close");
  },

  async "both close at once, and each hears of it once"(world) {
    world.connect(
      world.listen({
        message(one) {
          one.close(4_001);
        },
      }),
      {
        open(socket) {
          socket.send("close");
          socket.close(4_002);
        },
      },
    );
    await world.heard("client", "close");
    await world.heard("server", "close");
  },

  async "a listener that stops cuts its connections, and refuses the next"(world) {
    const listener = world.listen();
    world.connect(listener);
    await world.heard("client", "open");
    await world.heard("server", "open");
    listener.stop();
    await world.heard("client", "close");
    await world.rest();
    world.connect(listener);
    await world.until("refused", () => world.client.heard.length === 3);
  },

  async "an incarnation that ends says nothing, and the server sees it go"(world) {
    world.connect(world.listen(), { open: (socket) => void socket.send("hello") });
    await world.heard("server", "message");
    world.client.io.close();
    await world.heard("server", "close");
  },

  async "an incarnation of the server that ends says nothing, and the client sees it go"(world) {
    world.connect(world.listen(), { open: (socket) => void socket.send("hello") });
    await world.heard("server", "message");
    world.server.io.close();
    await world.heard("client", "close");
  },

  async "a buffer that is full refuses, and is told when it has drained"(world) {
    let refused = false;
    const listener = world.listen(
      {
        open(one) {
          for (let sent = 0; sent < 4_000 && !refused; sent += 1) {
            refused = !one.send("x".repeat(2 ** 14));
          }
          world.server.heard.push(`refused ${refused}`);
        },
        drain(one) {
          world.server.heard.push(`send ${one.send("last")}`);
        },
      },
      { sendBufferBytesMax: 2 ** 16 },
    );
    world.connect(listener);
    await world.heard("client", "message last");
    world.client.heard.splice(1, world.client.heard.length - 2);
  },

  async "says whether somebody outside would see it end"(world) {
    const { client, server } = world;
    const say = () => void client.heard.push(`${client.io.isConnected} ${server.io.isConnected}`);
    say();
    const listener = world.listen();
    const socket = world.connect(listener);
    say();
    await world.heard("client", "open");
    socket.close();
    await world.heard("client", "close");
    say();
    listener.stop();
    await world.rest();
    say();
  },

  async "a port that is taken, and a text that is no URL of a WebSocket, throw"(world) {
    const { port } = world.listen();
    const { heard, io } = world.client;
    const thrown = (what: string, run: () => void) => {
      try {
        run();
        heard.push(`${what} does not throw`);
      } catch {
        heard.push(`${what} throws`);
      }
    };
    thrown("port", () => void world.listen({}, { port }));
    const on = { open: () => undefined, message: () => undefined, close: () => undefined };
    for (const url of ["ftp://127.0.0.1/", "nonsense"]) thrown(url, () => void io.socket(url, on));
    heard.push(`${io.isConnected}`);
  },
};
