import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hass } from "../src/types/hass";
import { explain } from "../src/words/faults";

const RESOURCES = {
  "component.body_scale.exceptions.unknown_weight.message": "Ein Gewicht ist bis {high}.",
};
const FAULT = {
  message: "Validation error: A weight is up to 300 kg.",
  translation_domain: "body_scale",
  translation_key: "unknown_weight",
  translation_placeholders: { high: "300 kg" },
};

const house = (callWS: () => Promise<unknown>) => ({ language: "de", callWS }) as unknown as Hass;

test("an error is said in the user's language", async () => {
  const hass = house(async () => ({ resources: RESOURCES }));
  assert.equal(await explain(hass, FAULT), "Ein Gewicht ist bis 300 kg.");
});

test("one without a text of ours is said as it came", async () => {
  const hass = house(async () => ({ resources: {} }));
  assert.equal(await explain(hass, FAULT), FAULT.message);
  assert.equal(await explain(hass, { message: "Unauthorized" }), "Unauthorized");
  assert.equal(await explain(hass, undefined), "");
});

test("while the connection is away it is said as it came", async () => {
  const hass = house(() => Promise.reject(new Error("lost")));
  assert.equal(await explain(hass, FAULT), FAULT.message);
});
