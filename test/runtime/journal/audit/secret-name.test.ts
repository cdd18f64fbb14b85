/** Names that secrets have in the documents of those who give them, and names that only look alike. */
import { describe, expect, test } from "bun:test";
import { resolve } from "node:path";
import type { MessageType } from "../../../../src/runtime/codec/message-type.ts";
import { isSecretName } from "../../../../src/runtime/journal/audit/leaf/secret-name.ts";

const OF_OTHERS: Readonly<Record<string, readonly string[]>> = {
  Binance: ["X-MBX-APIKEY", "apiKey", "signature", "listenKey", "listenToken", "secretKey"],
  OKX: ["OK-ACCESS-KEY", "OK-ACCESS-SIGN", "OK-ACCESS-PASSPHRASE", "passphrase", "sign"],
  Bybit: ["X-BAPI-API-KEY", "X-BAPI-SIGN", "api_key"],
  Kraken: ["API-Key", "API-Sign", "otp", "token"],
  Coinbase: ["CB-ACCESS-KEY", "CB-ACCESS-SIGN", "CB-ACCESS-PASSPHRASE", "jwt"],
  KuCoin: ["KC-API-KEY", "KC-API-SIGN", "KC-API-PASSPHRASE"],
  Bitfinex: ["bfx-apikey", "bfx-signature", "authSig", "authPayload"],
  Bitmex: ["api-key", "api-signature"],
  Gemini: ["X-GEMINI-APIKEY", "X-GEMINI-SIGNATURE"],
  Deribit: ["client_secret", "access_token", "refresh_token"],
  Alpaca: ["APCA-API-KEY-ID", "APCA-API-SECRET-KEY"],
  HTTP: ["Authorization", "Proxy-Authorization", "Set-Cookie", "cookie", "X-CSRF-Token"],
  OAuth: ["client_secret", "clientSecret", "id_token", "code_verifier_secret", "auth_code"],
  AWS: ["aws_secret_access_key", "AWS_SESSION_TOKEN", "accessKeyId", "SecretAccessKey"],
  wallets: ["mnemonic", "seedPhrase", "recovery_phrase", "privateKey", "private_key"],
};

const BY_SHAPE = [
  "secret",
  "secrets",
  "secretKey",
  "secret_key",
  "clientsecret",
  "password",
  "passwd",
  "dbPwd",
  "privateKeyPem",
  "signingKey",
  "signatureHex",
  "signatures",
  "apiKeyId",
  "apikey",
  "APIKeys",
  "tokens",
  "accesstoken",
  "tokenType",
  "cookies",
  "credentials",
  "auth",
  "authHeader",
  "totp",
  "totpCode",
  "otpCode",
  "mfaCode",
  "2faCode",
  "twoFactorCode",
  "userPin",
  "hmacKey",
];

/** Of our own messages, of settings, and of market data. */
const OTHERS = [
  "side",
  "price",
  "orderId",
  "symbol",
  "code",
  "key",
  "keyspace",
  "keyId",
  "codeHash",
  "configHash",
  "designated",
  "signal",
  "signedMicros",
  "signerFolder",
  "authorizedAt",
  "certificateAuthority",
  "author",
  "pinned",
  "pinging",
  "spinTokensMax",
  "tokenCount",
  "passwordLength",
  "passNumber",
  "bypass",
  "tokenizer",
  "kind",
  "seed",
  "sequence",
  "totalPrice",
  "spotTotPrice",
  "timeInForce",
  "accountKind",
];

describe("isSecretName", () => {
  test.each(
    Object.entries(OF_OTHERS).flatMap(([of, names]) => names.map((name) => [of, name] as const)),
  )("knows what %s calls %s", (_, name) => expect(isSecretName(name)).toBe(true));

  test.each(BY_SHAPE)("knows %s", (name) => expect(isSecretName(name)).toBe(true));

  test.each(OTHERS)("lets %s be", (name) => expect(isSecretName(name)).toBe(false));

  test("takes no field of our own messages for a secret", async () => {
    const catalogue = resolve(import.meta.dir, "../../../../src/desk/message");
    const files = [...new Bun.Glob("*.ts").scanSync(catalogue)];
    const modules = await Promise.all(files.map((file) => import(resolve(catalogue, file))));
    const types = modules
      .flatMap((module) => Object.values(module))
      .filter((value) => typeof value === "object" && value !== null && "schema" in value);
    const names = (types as MessageType<never>[]).flatMap(({ schema }) =>
      schema.fields.map(({ name }) => name),
    );
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter(isSecretName)).toEqual([]);
  });
});
