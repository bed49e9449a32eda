// The two questions that hold everything else up: is this to be done for real, and what is the token?
import { byId } from "./elements.js";
import { useToken } from "./service.js";

/** Opens a dialog; resolves with true if it was left by its `yes` button. Esc and Cancel are no. */
function opened(dialog) {
  const before = document.activeElement;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener(
      "close",
      () => {
        before?.focus();
        done(dialog.returnValue === "yes");
      },
      { once: true },
    );
  });
}

export function confirmed(title, text, sql, yes) {
  byId("confirm-title").textContent = title;
  byId("confirm-text").textContent = text;
  byId("confirm-sql").textContent = sql;
  byId("confirm-yes").textContent = yes;
  return opened(byId("confirm"));
}

let asking = null;

/** Asks for a token, once for all calls that wait for it; resolves with false if none was given. */
export function tokenGiven(refused) {
  asking ??= (async () => {
    const field = byId("token");
    field.value = "";
    byId("token-title").textContent = refused ? "That token is not known here" : "This server needs a token";
    const given = await opened(byId("token-dialog"));
    if (given) useToken(field.value.trim());
    field.value = "";
    asking = null;
    return given;
  })();
  return asking;
}
