// Makes the nested lists of a hierarchy a tree one moves in with the arrow keys (ARIA Authoring Practices, «Tree View»,
// navigation tree). What is not on the page is fetched from the page its link leads to.
(() => {
  "use strict";
  const tree = document.getElementById("tre");
  if (!tree) return;
  const OPEN_AT_FIRST = 40;
  let count = 0;

  const items = () => [...tree.querySelectorAll("[role=treeitem]")].filter((item) => item.offsetParent !== null);
  const group = (item) => document.getElementById(item.getAttribute("aria-owns"));
  const isOpen = (item) => item.getAttribute("aria-expanded") === "true";
  const above = (item) => {
    const list = item.parentElement.parentElement;
    return list === tree ? null : list.parentElement.querySelector("[role=treeitem]");
  };

  const move = (item) => {
    if (!item) return;
    for (const other of tree.querySelectorAll("[role=treeitem][tabindex='0']")) other.tabIndex = -1;
    item.tabIndex = 0;
    item.focus();
  };

  const open = async (item, wanted = true) => {
    if (!item.hasAttribute("aria-expanded")) return;
    if (wanted && item.dataset.more) await fetchInto(item);
    item.setAttribute("aria-expanded", String(wanted));
    const below = group(item);
    if (below) below.hidden = !wanted;
  };

  const fetchInto = async (item) => {
    const address = item.dataset.more;
    delete item.dataset.more;
    item.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const list = document.createElement("ul");
      list.append(...(page.getElementById("tre") || list).children);
      const next = page.querySelector(".pager a[rel=next]");
      if (next) {
        const rest = document.createElement("li");
        next.className = "";
        rest.append(next);
        list.append(rest);
      }
      item.parentElement.append(list);
      prepare(item.parentElement, true);
    } catch {
      // The branch cannot be fetched now; its page can still be gone to.
      location.href = address;
    } finally {
      item.removeAttribute("aria-busy");
    }
  };

  // Gives one line of the list, and those below it, their roles.
  const prepare = (line, closed) => {
    const [link] = line.querySelectorAll(":scope > a");
    const list = line.querySelector(":scope > ul");
    const more = line.querySelector(":scope > .tree__more");
    line.setAttribute("role", "none");
    link.setAttribute("role", "treeitem");
    if (!link.hasAttribute("tabindex")) link.tabIndex = -1;
    if (more) {
      link.dataset.more = more.href;
      more.remove();
    }
    if (!list && !more) return;
    link.setAttribute("aria-expanded", String(!closed && Boolean(list)));
    if (!line.querySelector(":scope > .tree__toggle")) {
      const toggle = document.createElement("span");
      toggle.className = "tree__toggle";
      toggle.setAttribute("aria-hidden", "true");
      toggle.addEventListener("click", () => open(link, !isOpen(link)));
      line.prepend(toggle);
    }
    if (!list) return;
    list.id = `gren-${(count += 1)}`;
    list.setAttribute("role", "group");
    list.hidden = closed;
    link.setAttribute("aria-owns", list.id);
    for (const each of list.children) prepare(each, true);
  };

  const byLetter = (letter, item) => {
    const all = items();
    const start = all.indexOf(item) + 1;
    const found = [...all.slice(start), ...all.slice(0, start)];
    return found.find((each) => each.textContent.trim().toLocaleLowerCase().startsWith(letter));
  };

  const KEYS = {
    ArrowDown: (item) => move(items()[items().indexOf(item) + 1]),
    ArrowUp: (item) => move(items()[items().indexOf(item) - 1]),
    Home: () => move(items()[0]),
    End: () => move(items().at(-1)),
    ArrowRight: (item) => (isOpen(item) ? move(group(item)?.querySelector("[role=treeitem]")) : open(item)),
    ArrowLeft: (item) => (isOpen(item) ? open(item, false) : move(above(item))),
    " ": (item) => item.click(),
  };

  tree.addEventListener("keydown", (event) => {
    const item = event.target.closest("[role=treeitem]");
    if (!item || event.altKey || event.ctrlKey || event.metaKey) return;
    if (Object.hasOwn(KEYS, event.key)) {
      event.preventDefault();
      KEYS[event.key](item);
    } else if (event.key.length === 1) {
      move(byLetter(event.key.toLocaleLowerCase(), item));
    }
  });

  const small = tree.querySelectorAll("li").length <= OPEN_AT_FIRST;
  for (const line of tree.children) prepare(line, !small);
  tree.setAttribute("role", "tree");
  tree.setAttribute("aria-label", tree.dataset.label);
  tree.querySelector("[role=treeitem]").tabIndex = 0;
})();
