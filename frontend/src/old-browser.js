/** For browsers that are too old for our cards: says so where they would be. In ES5. */

var CARD = "body-scale-card";
var TEXT = "component.body_scale.common.card_" + "old_browser";

/** Show a text of ours, as soon as Home Assistant has given it. */
function say(element, hass) {
  hass
    .callWS({
      type: "frontend/get_translations",
      language: hass.language,
      category: "common",
      integration: ["body_scale"],
    })
    .then(function (answer) {
      var card = document.createElement("ha-card");
      card.style.padding = "16px";
      card.textContent = answer.resources[TEXT];
      element.textContent = "";
      element.appendChild(card);
    })
    .catch(function () {
      element.said = false;
    });
}

function define(name, methods) {
  function Shell() {
    return Reflect.construct(HTMLElement, [], Shell);
  }
  Object.setPrototypeOf(Shell, HTMLElement);
  Shell.prototype = Object.create(HTMLElement.prototype, methods);
  Object.defineProperty(Shell.prototype, "constructor", { value: Shell });
  customElements.define(name, Shell);
  return Shell;
}

function announce() {
  if (customElements.get(CARD)) return;
  define(CARD, {
    setConfig: { value: function () {} },
    getCardSize: {
      value: function () {
        return 2;
      },
    },
    hass: {
      set: function (hass) {
        if (this.said) return;
        this.said = true;
        say(this, hass);
      },
    },
  });
  define("ll-strategy-dashboard-body-scale", {}).generate = function () {
    return Promise.resolve({
      title: "Body Scale",
      views: [{ path: "household", cards: [{ type: "custom:" + CARD }] }],
    });
  };
}

// Some that get Home Assistant's version for old browsers can do all that is needed. The loader asks the same.
var able = window.CSS && CSS.supports && CSS.supports("color", "color-mix(in srgb, red, blue)");
if (!able) customElements.whenDefined("home-assistant").then(announce);
