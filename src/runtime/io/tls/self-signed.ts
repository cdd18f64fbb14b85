/**
 * A key of P-256 and a certificate that it signed itself, for a server on this machine: whoever is
 * given the certificate as authority knows it again, and nobody else trusts it.
 *
 * It is made here, in X.509's own words, so that neither a package nor a program is needed
 * (`docs/adr/0012-certificates-are-written-by-hand.md`).
 */
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { KeyPair } from "../io.ts";
import * as der from "./der.ts";

const OBJECT = {
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  commonName: "2.5.4.3",
  subjectKey: "2.5.29.14",
  subjectNames: "2.5.29.17",
  basicConstraints: "2.5.29.19",
} as const;

const VERSION_3 = Uint8Array.of(2);
/** Numbers of a general name's kinds. */
const DNS_NAME = 2;
const IP_ADDRESS = 7;
/**
 * Any time at all: a machine's clock may be wrong, and a certificate that trusts nobody protects no
 * longer for ending. The last is X.509's own word for "no end".
 */
const VALID_FROM = "20000101000000Z";
const VALID_UNTIL = "99991231235959Z";
const SERIAL_BYTES = 16;
const PEM_COLUMNS = 64;

/** Whom the certificate is for. */
export type Subject = {
  /** Its name, by DNS. */
  readonly host: string;
  /** IPv4, dotted. */
  readonly addresses: readonly string[];
};

/** Every call makes another key. */
export function selfSigned(subject: Subject): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const key = privateKey.export({ type: "pkcs8", format: "pem" });
  const told = certificateOf(subject, publicKey.export({ type: "spki", format: "der" }));
  const signature = sign("sha256", told, privateKey);
  const algorithm = der.sequence(der.object(OBJECT.ecdsaWithSha256));
  const cert = pem(der.sequence(told, algorithm, der.bits(signature)));
  return { key: String(key), cert };
}

/** What is signed. `publicKey`: with its algorithm, as SubjectPublicKeyInfo has it. */
function certificateOf({ host, addresses }: Subject, publicKey: Uint8Array): Uint8Array {
  const name = der.sequence(der.set(der.sequence(der.object(OBJECT.commonName), der.text(host))));
  const serial = randomBytes(SERIAL_BYTES);
  // Above 0, and never begun by a zero that DER would not write.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return der.sequence(
    der.tagged(0, der.integer(VERSION_3)),
    der.integer(serial),
    der.sequence(der.object(OBJECT.ecdsaWithSha256)),
    name,
    der.sequence(der.time(VALID_FROM), der.time(VALID_UNTIL)),
    name,
    publicKey,
    der.tagged(3, extensions({ host, addresses }, publicKey)),
  );
}

function extensions({ host, addresses }: Subject, publicKey: Uint8Array): Uint8Array {
  const names = [
    der.implicit(DNS_NAME, Buffer.from(host, "latin1")),
    ...addresses.map((one) => der.implicit(IP_ADDRESS, Uint8Array.from(one.split("."), Number))),
  ];
  const keyId = createHash("sha256").update(publicKey).digest().subarray(0, 20);
  return der.sequence(
    // An authority, so that whoever is given it may check the certificate by itself.
    extension(OBJECT.basicConstraints, der.sequence(der.yes()), der.yes()),
    extension(OBJECT.subjectKey, der.bytes(keyId)),
    extension(OBJECT.subjectNames, der.sequence(...names)),
  );
}

/** `critical`: who does not understand it must refuse the certificate. */
function extension(object: string, content: Uint8Array, ...critical: Uint8Array[]): Uint8Array {
  return der.sequence(der.object(object), ...critical, der.bytes(content));
}

function pem(certificate: Uint8Array): string {
  const base64 = Buffer.from(certificate).toString("base64");
  const lines = base64.match(new RegExp(`.{1,${PEM_COLUMNS}}`, "g")) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
