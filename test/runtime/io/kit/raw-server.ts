/** A TCP server on loopback that does to its connections exactly what a test says. */
import { createHash } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { atEnd } from "../../../kit/at-end.ts";
import { CERTIFICATE, PRIVATE_KEY } from "./certificate.ts";

const WEBSOCKET_KEY = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export type OnConnection = (connection: Socket) => void;

/** Answers with the port once the server listens; it is closed after the test. */
export function rawServer(onConnection: OnConnection): Promise<number> {
  return listening(createServer((connection) => onConnection(watched(connection))));
}

/** The same behind TLS, with a certificate for localhost that signed itself. */
export function tlsServer(options: TlsOptions, onConnection: OnConnection): Promise<number> {
  const keys = { key: PRIVATE_KEY, cert: CERTIFICATE };
  const server = createTlsServer({ ...keys, ...options }, (connection) =>
    onConnection(watched(connection)),
  );
  server.on("tlsClientError", () => {});
  return listening(server);
}

/** Answers the next bytes that come with `answer`. */
export function answerWith(answer: string): OnConnection {
  return (connection) => void connection.on("data", () => connection.write(answer));
}

/** Resolves with a connection that has taken the WebSocket upgrade and says nothing by itself. */
export async function rawWebSocket(): Promise<{ url: string; accepted: Promise<Socket> }> {
  const { promise, resolve } = Promise.withResolvers<Socket>();
  const port = await rawServer((connection) => {
    connection.once("data", (head) => {
      const key = /sec-websocket-key: (.*)\r\n/i.exec(head.toString())?.[1] ?? "";
      const accept = createHash("sha1").update(`${key}${WEBSOCKET_KEY}`).digest("base64");
      connection.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
          `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      resolve(connection);
    });
  });
  return { url: `ws://127.0.0.1:${port}/`, accepted: promise };
}

function watched(connection: Socket): Socket {
  connection.on("error", () => {});
  atEnd(() => connection.destroy());
  return connection;
}

function listening(server: Server): Promise<number> {
  atEnd(() => void server.close());
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}
