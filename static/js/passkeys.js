// A passkey in a form: asked of the browser when its button is pressed, put into the form's field, and sent. The question
// comes with the page, or from the form's own address when somebody who is not known yet wants to sign in.
(() => {
  "use strict";
  if (!window.PublicKeyCredential) return; // the buttons stay hidden

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const asked = (options) => {
    const question = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
    const known = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));
    if (question.user) question.user = { ...question.user, id: bytes(question.user.id) };
    if (question.excludeCredentials) question.excludeCredentials = known(question.excludeCredentials);
    if (question.allowCredentials) question.allowCredentials = known(question.allowCredentials);
    return { publicKey: question };
  };

  const said = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  };

  const question = async (form) => {
    const inPage = document.getElementById("passkey-options");
    if (!form.dataset.options) return Object.values(JSON.parse(inPage.textContent))[0];
    const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).request_options;
  };

  for (const form of document.querySelectorAll("[data-passkey]")) {
    const button = form.querySelector("button[type=submit]");
    const fault = form.querySelector("[data-passkey-fault]");
    button.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      fault.hidden = true;
      button.disabled = true;
      try {
        const options = asked(await question(form));
        const credential = await navigator.credentials[form.dataset.passkey](options);
        form.querySelector("[name=credential]").value = JSON.stringify(said(credential));
        form.submit();
      } catch {
        fault.hidden = false;
        button.disabled = false;
      }
    });
  }
})();
