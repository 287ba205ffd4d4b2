// Makes every search field a combobox with suggestions (ARIA combobox, list autocomplete with manual selection).
// The form works the same without it.
(() => {
  "use strict";
  const WAIT = 120;

  const element = (name, attributes, text) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  };

  const enhance = (form) => {
    const field = form.querySelector("input[name=q]");
    const { suggest, list: name, one, many, none } = form.dataset;
    const list = element("ul", { id: `${field.id}-forslag`, class: "suggestions", role: "listbox", "aria-label": name });
    const said = element("p", { class: "ds-sr-only", role: "status" });
    list.hidden = true;
    field.parentElement.append(list);
    form.append(said);
    for (const [key, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    })) field.setAttribute(key, value);

    let active = -1;
    let timer = 0;
    let asked = null;
    let typed = field.value;

    const options = () => [...list.children];

    const mark = (index) => {
      active = index;
      options().forEach((option, number) => option.setAttribute("aria-selected", String(number === index)));
      const option = options()[index];
      if (!option) return field.removeAttribute("aria-activedescendant");
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    };

    const close = () => {
      clearTimeout(timer);
      if (asked) asked.abort();
      list.hidden = true;
      list.replaceChildren();
      field.setAttribute("aria-expanded", "false");
      said.textContent = "";
      mark(-1);
    };

    const show = (found) => {
      list.replaceChildren(...found.map(({ label, lang, note, href }, number) => {
        const option = element("li", { id: `${list.id}-${number}`, role: "option", "aria-selected": "false" });
        const term = element("span", { class: "suggestions__term" }, label);
        if (lang) term.lang = lang;
        option.append(term, element("span", { class: "suggestions__why" }, note));
        option.dataset.href = href;
        return option;
      }));
      list.hidden = !found.length;
      field.setAttribute("aria-expanded", String(found.length > 0));
      said.textContent = found.length > 1 ? many.replace("{n}", found.length) : found.length ? one : none;
      mark(-1);
    };

    const ask = async () => {
      const text = field.value.trim();
      if (!text) return close();
      if (asked) asked.abort();
      asked = new AbortController();
      try {
        const answer = await fetch(`${suggest}?q=${encodeURIComponent(text)}`, {
          signal: asked.signal, headers: { Accept: "application/json" },
        });
        if (answer.ok && document.activeElement === field) show((await answer.json()).suggestions);
      } catch (error) {
        // Without an answer there are no suggestions, and the form still works.
        if (error.name !== "AbortError") close();
      }
    };

    const choose = (option) => {
      if (option.dataset.href) window.location.assign(option.dataset.href);
    };

    field.addEventListener("input", () => {
      if (field.value === typed) return;
      typed = field.value;
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    field.addEventListener("keydown", (event) => {
      const last = options().length - 1;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (last < 0) return void ask();
        const step = event.key === "ArrowDown" ? 1 : -1;
        mark(active + step > last ? -1 : active + step < -1 ? last : active + step);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        choose(options()[active]);
      }
    });
    field.addEventListener("blur", close);
    // A press would take the focus, and with it the list, before it became a click.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) choose(option);
    });
  };

  document.querySelectorAll("form.search[data-suggest]").forEach(enhance);
})();
