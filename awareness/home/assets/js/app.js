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
    if (!here) return;
    if (!here.hasAttribute("tabindex")) here.setAttribute("tabindex", "-1");
    here.focus({ preventScroll: true });
    // What is taller than the window begins at its top: "nearest" may leave the reader in its middle.
    const tall = here.getBoundingClientRect().height > window.innerHeight;
    here.scrollIntoView({ block: tall ? "start" : "nearest" });
    announce(here.dataset.announce);
  };

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

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    /* Stepping away takes the page's place in the history: the back button does not return to it. */
    const away = event.target.closest("a[data-replace]");
    if (away && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      window.location.replace(away.href);
    }
  });

  document.addEventListener("htmx:afterSwap", (event) => linkAll(event.detail.elt ?? document));
  document.addEventListener("htmx:afterSettle", (event) => arrive(event.detail.elt ?? document.body));
  linkAll(document);
})();
