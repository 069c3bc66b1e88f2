/** Refreshing what is shown: one at a time, and a failure is told once at the top of the page. */
import { Trouble } from "./api.js";
import { coalesce } from "./dom.js";

/** Say what is wrong with the connection; null when it is well again. */
export function trouble(text) {
  const line = document.getElementById("trouble");
  line.hidden = !text;
  line.lastElementChild.textContent = text ?? "";
}

/** Run a refresh; a failure is told at the top and goes away with the next success. */
export const steady = (work) =>
  coalesce(async () => {
    try {
      await work();
      trouble(null);
    } catch (fault) {
      if (!(fault instanceof Trouble)) throw fault;
      trouble(fault.message);
    }
  });
