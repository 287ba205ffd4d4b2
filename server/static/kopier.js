// Puts a button beside what one may want to copy. Without it the text can be marked and copied as any other.
(() => {
  "use strict";
  const { done } = document.currentScript.dataset;
  if (!navigator.clipboard) return;
  for (const source of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    const status = document.createElement("span");
    button.type = "button";
    button.className = "ds-button copy";
    button.dataset.variant = "secondary";
    button.dataset.size = "sm";
    button.textContent = source.dataset.copy;
    status.setAttribute("role", "status");
    status.className = "soft copied";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.textContent.trim());
      status.textContent = done;
      setTimeout(() => { status.textContent = ""; }, 4000);
    });
    source.after(" ", button, " ", status);
  }
})();
