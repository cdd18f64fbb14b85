/**
 * Chronicle Queue as Maven Central has it, with all that it needs to run. Its library for usage
 * statistics is not among them: a bench never reaches the network.
 */
import { pinnedJar } from "./pinned-jar.ts";

export const CHRONICLE_VERSION = "5.27ea11";

export const CHRONICLE_JARS = [
  pinnedJar(
    "com.github.jnr:jffi:1.3.12:native",
    "c7b947702f27d2e432b561afc4a8cee01f03d43629e5d657b92d617f672bff90",
  ),
  pinnedJar(
    "com.github.jnr:jffi:1.3.12",
    "d7ddb6e9f11133600894eb04f95a9d834caefa4acfc86ef9ad59e7555297bbd3",
  ),
  pinnedJar(
    "com.github.jnr:jnr-a64asm:1.0.0",
    "53ae5ea7fa5c284e8279aa348e7b9de4548b0cae10bfd058fa217c791875e4cf",
  ),
  pinnedJar(
    "com.github.jnr:jnr-constants:0.10.4",
    "9a5b8cf9798d9d0331b8d8966c5235a22c4307676e35803a24659e6d76096f78",
  ),
  pinnedJar(
    "com.github.jnr:jnr-ffi:2.2.15",
    "a34ef74dc7d44d1575e522b47ab41116953c3128a61f9a35a6a9fd4a9d47a195",
  ),
  pinnedJar(
    "com.github.jnr:jnr-x86asm:1.0.2",
    "39f3675b910e6e9b93825f8284bec9f4ad3044cd20a6f7c8ff9e2f8695ebf21e",
  ),
  pinnedJar(
    "commons-cli:commons-cli:1.5.0",
    "bc8bb01fc0fad250385706e20f927ddcff6173f6339b387dc879237752567ac6",
  ),
  pinnedJar(
    "net.java.dev.jna:jna-platform:5.5.0",
    "24d81621f82ac29fcdd9a74116031f5907a2343158e616f4573bbfa2434ae0d5",
  ),
  pinnedJar(
    "net.java.dev.jna:jna:5.5.0",
    "b308faebfe4ed409de8410e0a632d164b2126b035f6eacff968d3908cafb4d9e",
  ),
  pinnedJar(
    "net.openhft:affinity:3.27ea1",
    "2a6e9f3a8b8dd3b772ae72dc802ab82932ccd4e035b0817162e81177f487fbfc",
  ),
  pinnedJar(
    "net.openhft:chronicle-bytes:2.27ea9",
    "9fbdbc1c49ad58f93762428f79e09f8ddc3e6b346e3750c8d3bb5de78cf53427",
  ),
  pinnedJar(
    "net.openhft:chronicle-core:2.27ea9",
    "dcdc70ef6484735a01674d59b0a87f606992261dc25d8ae4ce1bfe832223e5a7",
  ),
  pinnedJar(
    `net.openhft:chronicle-queue:${CHRONICLE_VERSION}`,
    "95b18add2c0500192b5f92cd7d41acca233866159ae01512a3dc7330c37de07c",
  ),
  pinnedJar(
    "net.openhft:chronicle-threads:2.27ea4",
    "d4197a44f63a9b2d13c5cd4bf8e953dff40d34e28736a9537e63ac56c7ee0baa",
  ),
  pinnedJar(
    "net.openhft:chronicle-wire:2.27ea13",
    "f48f0fc0d0c337e87b9f50d69bdb618b86a4cab6629af5e45f0dbe0bb13efdf9",
  ),
  pinnedJar(
    "net.openhft:compiler:2.27ea3",
    "4597b0b45b73212cff418953ee7d393e2103472fdb607724e2fc0d16f4775c04",
  ),
  pinnedJar(
    "net.openhft:posix:2.27ea3",
    "3c7a27174abf461b75cd4fbadd04366942ba7614333b3a980091aa1bff9b156e",
  ),
  pinnedJar(
    "org.ow2.asm:asm:9.2",
    "b9d4fe4d71938df38839f0eca42aaaa64cf8b313d678da036f0cb3ca199b47f5",
  ),
  pinnedJar(
    "org.slf4j:slf4j-api:1.7.36",
    "d3ef575e3e4979678dc01bf1dcce51021493b4d11fb7f1be8ad982877c16a1c0",
  ),
] as const;
