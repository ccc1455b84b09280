/* Small comforts. Every page works without them. */
"use strict";

(() => {
  const announce = (words) => {
    const region = document.getElementById("announce");
    if (!region || !words) return;
    region.textContent = "";
    // A pause, so that the same words are heard again when they come twice.
    window.setTimeout(() => { region.textContent = words; }, 60);
  };

  /* After a part of the page was replaced, focus goes to what is new there, and it is said aloud. */
  const arrive = (part) => {
    const here = part.matches?.("[data-focus]") ? part : part.querySelector?.("[data-focus]");
    if (!here) return stay();
    if (!here.hasAttribute("tabindex")) here.setAttribute("tabindex", "-1");
    here.focus({ preventScroll: true });
    // What is taller than the window begins at its top: "nearest" may leave the reader in its middle.
    const tall = here.getBoundingClientRect().height > window.innerHeight;
    here.scrollIntoView({ block: tall ? "start" : "nearest" });
    announce(here.dataset.announce);
  };
  /* Where nothing is new to look at, whoever was at a button of the part stays at it, and what was opened
     in it stays open: a draft is saved, and what is beside it replaced, while somebody is there. */
  let held = null; // what had the focus
  let opened = [];
  const alike = (e) => [e.tagName, e.name, e.value, e.getAttribute("href"), e.textContent.trim()].join();
  const likeOf = (e) => [...document.getElementsByTagName(e.tagName)].find((other) => alike(other) === alike(e));
  const stay = () => {
    opened.filter((e) => !e.isConnected).forEach((e) => likeOf(e)?.parentElement.setAttribute("open", ""));
    if (held && !held.isConnected && document.activeElement === document.body) {
      likeOf(held)?.focus({ preventScroll: true });
    }
  };
  document.addEventListener("htmx:beforeSwap", () => {
    held = document.activeElement;
    opened = [...document.querySelectorAll("main details[open] > summary")];
  });

  /* A slider moves the number field, which is the real input, and follows it.
     data-scale="log": the slider's own steps are powers of ten. */
  const link = (slider) => {
    const field = document.getElementById(slider.dataset.rangeFor);
    if (!field || slider.dataset.linked) return;
    slider.dataset.linked = "yes";
    const log = slider.dataset.scale === "log";
    const unit = slider.dataset.unit ? ` ${slider.dataset.unit}` : "";
    const tidy = (number) => {
      if (!log || number < 10) return Math.round(number);
      const size = 10 ** (Math.floor(Math.log10(number)) - 1);
      return Math.round(number / size) * size;
    };
    const say = () => slider.setAttribute("aria-valuetext", `${field.value}${unit}`);
    slider.addEventListener("input", () => {
      const number = Number(slider.value);
      slider.classList.remove("is-aside");
      field.value = tidy(log ? 10 ** number : number).toLocaleString(document.documentElement.lang);
      say();
    });
    /* What is typed in words or with signs is for the server to read (quizzes/estimates.py): the
       slider steps back then, and follows plain digits alone. */
    field.addEventListener("input", () => {
      const plain = /^\d+$/.test(field.value.trim());
      slider.classList.toggle("is-aside", field.value.trim() !== "" && !plain);
      const number = Number(field.value);
      if (plain && number > 0) { slider.value = String(log ? Math.log10(number) : number); say(); }
    });
  };
  const linkAll = (part) => part.querySelectorAll("[data-range-for]").forEach(link);

  /* After stepping away the back button shows nothing of what was read: where it would lead to a
     page of that kind (data-reading), the page one stepped away to (data-away) takes its place.
     Going on by a link or a form ends that. */
  const stayAway = (back) => {
    try {
      if (document.querySelector("[data-away]")) sessionStorage.setItem("away", location.pathname);
      if (!document.querySelector("[data-reading]")) return;
      const away = sessionStorage.getItem("away");
      if (away && back) location.replace(away);
      else sessionStorage.removeItem("away");
    } catch { /* a browser that keeps nothing */ }
  };
  stayAway(performance.getEntriesByType("navigation")[0]?.type === "back_forward");
  window.addEventListener("pageshow", (event) => { if (event.persisted) stayAway(true); });

  /* A figure that is picked goes in where somebody was writing. Without this its button sends the
     form, and it comes at the end. */
  let writing = null;
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches("textarea[data-takes]")) writing = target;
  });
  const putIn = (event, reference) => {
    const field = writing?.isConnected ? writing : document.querySelector("textarea[data-takes]");
    if (!field) return;
    event.preventDefault();
    if (field !== writing) field.setSelectionRange(field.value.length, field.value.length);
    const before = field.value.slice(0, field.selectionStart);
    const gap = before && !/\s$/.test(before) ? " " : "";
    const after = /^[\p{L}\p{N}{]/u.test(field.value.slice(field.selectionEnd)) ? " " : "";
    field.setRangeText(gap + reference + after, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-put]");
    if (pick) putIn(event, pick.dataset.put);
    if (event.target.closest("[data-print]")) window.print();
    /* Stepping away takes the page's place in the history: the back button does not return to it. */
    const away = event.target.closest("a[data-replace]");
    if (away && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      window.location.replace(away.href);
    }
  });

  /* What htmx sends. While it is under way the button waits and cannot be pressed twice. Only our own
     parts of pages are put in (X-Fragment). Where it fails, words stand beside the button, what was
     chosen stays, and pressing again works. The words are the page's (home/_request_words.html). */
  const words = (reason) => {
    const all = document.getElementById("request-words").content;
    return all.querySelector(`[data-words=${reason}]`).textContent.trim();
  };
  const LONG = 700; // milliseconds after which somebody is told that it takes a while
  const exchanged = new WeakSet(); // forms whose token was exchanged for this press

  const buttons = (form) => form.querySelectorAll("button:not([type=button])");
  const beside = (form, className, text) => {
    const line = document.createElement("p");
    line.className = `${className} aw-mt`;
    line.dataset.request = "";
    line.tabIndex = -1;
    line.textContent = text;
    const last = form.querySelector(".aw-actions, .aw-answers");
    if (last) last.after(line); else form.append(line);
    announce(text);
    return line;
  };
  const clear = (form) => form.querySelectorAll("[data-request]").forEach((line) => line.remove());
  const isBusy = (form) => form.getAttribute("aria-busy") === "true";
  const wait = (form) => {
    clear(form);
    form.setAttribute("aria-busy", "true");
    buttons(form).forEach((button) => button.setAttribute("aria-disabled", "true"));
    form.slow = window.setTimeout(() => beside(form, "aw-note", words("waits")), LONG);
  };
  const stop = (form) => {
    window.clearTimeout(form.slow);
    form.removeAttribute("aria-busy");
    buttons(form).forEach((button) => button.removeAttribute("aria-disabled"));
    clear(form);
  };
  const fail = (elt, reason, text = words(reason)) => {
    exchanged.delete(elt.closest("form"));
    clear(elt);
    const line = beside(elt, "invalid-feedback", text);
    if (!elt.matches("form")) return; // nobody pressed anything: focus stays where it is
    line.focus({ preventScroll: true });
    line.scrollIntoView({ block: "nearest" });
  };
  const REASONS = { 403: "refused", 404: "gone", 429: "many" };
  const reasonOf = (status) => REASONS[status] ?? (status >= 500 || status === 409 ? "broken" : "other");

  /* The session has ended: the same form is sent as a page does, so that there is one way from here. */
  const sendAsPage = (form, button) => {
    if (button?.name) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: button.name, value: button.value });
      form.append(field);
    }
    HTMLFormElement.prototype.submit.call(form);
  };
  /* Somebody has signed in again in another tab: this page's token is void, the browser has a new one. */
  const exchangeToken = (form) => {
    const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
    const field = form.querySelector("[name=csrfmiddlewaretoken]");
    if (!token || !field || exchanged.has(form)) return false;
    exchanged.add(form);
    field.value = token;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    return true;
  };

  document.addEventListener("submit", (event) => {
    if (!isBusy(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  /* Every other form goes as a page does. Where nothing answers, the browser would put its own words in
     the place of the form, and what was typed is gone: so the site is asked first whether it is there.
     A form on its way waits like one of htmx's, and a second press sends nothing. */
  const PATIENCE = 20000; // milliseconds, as long as htmx waits
  const answers = new WeakSet(); // forms that the site was asked for
  const whyNot = () => fetch(document.getElementById("request-words").dataset.alive, {
    cache: "no-store", signal: AbortSignal.timeout(PATIENCE),
  }).then(({ status }) => status >= 500 && "broken", ({ name }) => (name === "TimeoutError" ? "slow" : "offline"));
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
    const tooBig = [...form.querySelectorAll("[data-most]")].find((field) => field.files[0]?.size > field.dataset.most);
    if (tooBig) {
      event.preventDefault();
      return fail(form, "too_big", tooBig.dataset.tooBig);
    }
    wait(form);
    if (answers.delete(form)) {
      window.setTimeout(() => stop(form), PATIENCE); // what comes back may be a file
      return;
    }
    event.preventDefault();
    whyNot().then((reason) => {
      stop(form);
      if (reason) return fail(form, reason);
      answers.add(form);
      form.requestSubmit(submitter);
    });
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    leaving = false;
    document.querySelectorAll("form[aria-busy]").forEach(stop);
  });
  /* Where an answer leads to another page, nothing more is sent from this one: a part that asks by itself
     would send what was just taken a second time. */
  let leaving = false;
  const leave = () => {
    leaving = true;
    window.setTimeout(() => { leaving = false; }, PATIENCE); // that page may not have come
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (leaving) return event.preventDefault();
    if (event.detail.elt.matches("form")) wait(event.detail.elt);
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (!detail.shouldSwap || detail.xhr.getResponseHeader("X-Fragment")) return;
    detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const { elt, xhr } = detail;
    const button = detail.requestConfig.triggeringEvent?.submitter;
    if (elt.matches("form")) stop(elt); else clear(elt);
    if (xhr.status === 401 || xhr.getResponseHeader("HX-Redirect") || xhr.getResponseHeader("X-As-Page")) leave();
    if (!elt.isConnected) return;
    const form = elt.closest("form[method=post]"); // also of a part that asks by itself in it
    if (xhr.status === 401) return form ? sendAsPage(form, button) : location.reload();
    if (xhr.status === 403 && form && exchangeToken(form)) {
      // Once htmx has done with the first. A part that saves by itself does so as after a key.
      const again = () => (elt === form ? form.requestSubmit(button) : form.dispatchEvent(new Event("input")));
      return window.setTimeout(again);
    }
    if (xhr.getResponseHeader("X-As-Page")) return sendAsPage(form);
    if (xhr.status >= 400) return fail(elt, reasonOf(xhr.status));
    if (xhr.status === 200 && !xhr.getResponseHeader("X-Fragment") && !xhr.getResponseHeader("HX-Redirect")) {
      fail(elt, "foreign");
    }
  });
  document.addEventListener("htmx:sendError", ({ detail }) => fail(detail.elt, "offline"));
  document.addEventListener("htmx:timeout", ({ detail }) => fail(detail.elt, "slow"));

  /* A password can be looked at while it is typed; it is sent as a password. */
  document.querySelectorAll("[data-shows]").forEach((button) => {
    const field = document.getElementById(button.dataset.shows);
    const show = (shown) => {
      field.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
    };
    button.hidden = false;
    button.addEventListener("click", () => show(field.type === "password"));
    field.form.addEventListener("submit", () => show(false));
  });

  document.addEventListener("htmx:afterSwap", (event) => linkAll(event.detail.elt ?? document));
  document.addEventListener("htmx:afterSettle", (event) => arrive(event.detail.elt ?? document.body));
  linkAll(document);
})();
