const Module = require('node:module');
const { dirname } = require('node:path');

/**
 * An extension for one measurement: takes the time of every other extension that the host loads after it, of its
 * `require` and of the call of its `activate`, by folder, in `globalThis.fractaleActivations`.
 */
exports.activate = () => {
  const activations = {};
  globalThis.fractaleActivations = activations;
  const { load } = Module.prototype;
  Module.prototype.load = function (file) {
    const begun = performance.now();
    load.call(this, file);
    const loaded = performance.now();
    if (typeof this.exports?.activate !== 'function') return;
    const { activate } = this.exports;
    this.exports = {
      ...this.exports,
      activate(...args) {
        const called = performance.now();
        try {
          return activate.apply(this, args);
        } finally {
          activations[dirname(file)] = { load: loaded - begun, activate: performance.now() - called };
        }
      },
    };
  };
};
